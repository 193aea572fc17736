import assert from "node:assert/strict";
import { test } from "node:test";
import { errorOf } from "../src/api/errors.ts";
import { SignInError, type SignInProblem, tokenOf } from "../src/auth/cognito.ts";
import { parseSettings } from "../src/settings.ts";

const problem = (reply: Parameters<typeof tokenOf>[0]): SignInProblem => {
  try {
    tokenOf(reply);
  } catch (error) {
    if (error instanceof SignInError) return error.problem;
  }
  throw new Error("expected a refusal");
};

test("a successful sign-in gives the ID token", () => {
  assert.equal(tokenOf({ AuthenticationResult: { IdToken: "abc" } }), "abc");
});

test("an unknown user looks like a wrong password", () => {
  assert.equal(problem({ __type: "NotAuthorizedException" }), "wrong-password");
  assert.equal(problem({ __type: "UserNotFoundException" }), "wrong-password");
  assert.equal(problem({ __type: "com.example#NotAuthorizedException" }), "wrong-password");
});

test("every challenge is explained, and what is not understood counts as unavailable", () => {
  assert.equal(problem({ ChallengeName: "NEW_PASSWORD_REQUIRED" }), "new-password-required");
  assert.equal(problem({ ChallengeName: "SMS_MFA" }), "more-proof-required");
  assert.equal(problem({ __type: "TooManyRequestsException" }), "too-many-attempts");
  assert.equal(problem({}), "unavailable");
});

test("an error says what it is by status, and keeps the request id", () => {
  const body = { error: { code: "not-found", message: "m", request_id: "r-1" } };
  const error = errorOf(404, body);
  assert.deepEqual([error.kind, error.code, error.requestId], ["missing", "not-found", "r-1"]);
  assert.equal(errorOf(401, null).kind, "expired");
  assert.equal(errorOf(403, {}).kind, "forbidden");
  assert.equal(errorOf(502, "<html>").kind, "failed");
});

test("a sandbox that still loads is told from one that is broken", () => {
  const error = errorOf(503, { status: "loading", progress: 0.4, message: "" });
  assert.deepEqual([error.kind, error.progress], ["loading", 0.4]);
  assert.equal(errorOf(503, { error: { code: "unavailable" } }).kind, "failed");
});

test("settings without a sign-in service are refused", () => {
  assert.throws(() => parseSettings({ apiBase: "/api/v1" }));
  assert.throws(() => parseSettings(null));
  assert.throws(() => parseSettings({ apiBase: "https://elsewhere", cognito: { endpoint: "x", clientId: "y" } }));
  const parsed = parseSettings({ apiBase: "/api/v1", cognito: { endpoint: "x", clientId: "y", userPoolId: "z" } });
  assert.equal(parsed.sandbox, false);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { errorOf } from "../src/api/errors.ts";
import { localTime } from "../src/auth/clock.ts";
import { parseSettings } from "../src/settings.ts";

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

test("settings must name the path of the service", () => {
  assert.throws(() => parseSettings({}));
  assert.throws(() => parseSettings(null));
  assert.throws(() => parseSettings({ apiBase: "https://elsewhere" }));
  assert.deepEqual(parseSettings({ apiBase: "/api/v1" }), { apiBase: "/api/v1", sandbox: false });
  assert.equal(parseSettings({ apiBase: "/api/v1", sandbox: true }).sandbox, true);
});

test("the end of a session is as far away as the server says, whatever the clock here says", () => {
  const response = new Response(null, { headers: { Date: "Mon, 03 Jan 2000 10:00:00 GMT" } });
  const before = Date.now();
  const end = localTime("2000-01-03T11:00:00+00:00", response);
  assert.ok(end >= before + 3_600_000 && end <= Date.now() + 3_600_000);
});

test("without the server's clock the moment is taken as it stands", () => {
  const end = localTime("2026-01-03T11:00:00Z", new Response(null));
  assert.ok(Math.abs(end - Date.UTC(2026, 0, 3, 11)) < 1_000);
});

/** Why a sign-in did not succeed; each has its own explanation in the dictionaries. */
export type SignInProblem =
  | "wrong-password"
  | "new-password-required"
  | "reset-required"
  | "more-proof-required"
  | "too-many-attempts"
  | "unavailable";

/** A sign-in that Cognito refused or that never reached it. */
export class SignInError extends Error {
  constructor(readonly problem: SignInProblem) {
    super(problem);
  }
}

interface Reply {
  AuthenticationResult?: { IdToken?: string };
  ChallengeName?: string;
  __type?: string;
}

const PROBLEMS: Record<string, SignInProblem> = {
  NotAuthorizedException: "wrong-password",
  UserNotFoundException: "wrong-password",
  InvalidParameterException: "wrong-password",
  PasswordResetRequiredException: "reset-required",
  UserNotConfirmedException: "reset-required",
  TooManyRequestsException: "too-many-attempts",
  LimitExceededException: "too-many-attempts",
};

/** Exchanges a username and password for an ID token (Cognito's USER_PASSWORD_AUTH flow). */
export async function initiateAuth(
  cognito: { endpoint: string; clientId: string },
  username: string,
  password: string,
): Promise<string> {
  const reply = await send(cognito.endpoint, {
    AuthFlow: "USER_PASSWORD_AUTH",
    ClientId: cognito.clientId,
    AuthParameters: { USERNAME: username, PASSWORD: password },
  });
  return tokenOf(reply);
}

/** The ID token in Cognito's reply, or the reason there is none. */
export function tokenOf(reply: Reply): string {
  const token = reply.AuthenticationResult?.IdToken;
  if (token) return token;
  if (reply.ChallengeName === "NEW_PASSWORD_REQUIRED") throw new SignInError("new-password-required");
  if (reply.ChallengeName) throw new SignInError("more-proof-required");
  // Some answers carry a namespace before the name: "com.amazonaws...#NotAuthorizedException".
  const name = (reply.__type ?? "").split("#").pop() ?? "";
  throw new SignInError(PROBLEMS[name] ?? "unavailable");
}

async function send(endpoint: string, body: object): Promise<Reply> {
  try {
    const response = await fetch(endpoint.replace(/\/?$/, "/"), {
      method: "POST",
      headers: {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
      },
      body: JSON.stringify(body),
      credentials: "omit",
      signal: AbortSignal.timeout(20_000),
    });
    return (await response.json()) as Reply;
  } catch {
    throw new SignInError("unavailable");
  }
}

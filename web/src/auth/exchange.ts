/**
 * The same-origin exchange of cookies: every token stays where no script can read it.
 * The header on each POST is what a form of another site cannot send.
 */
import { ApiError, errorOf } from "../api/errors.ts";
import type { Schema } from "../api/types.ts";
import { settings } from "../settings.ts";
import { localTime } from "./clock.ts";

/** Where signing in begins; the answer leads to the identity provider and back to `returnTo`. */
export function signInAddress(returnTo: string): string {
  return `${settings().apiBase}/session/start?${new URLSearchParams({ return_to: returnTo })}`;
}

/** Extends the session; resolves to its new end, in milliseconds since 1970 by our clock. */
export async function renewSession(): Promise<number> {
  const { document, response } = await post<Schema<"Renewal">>("/session/renewal");
  return localTime(document.expires_at, response);
}

/** Ends the session; resolves to the provider's own sign-out page, where there is one. */
export async function endSession(): Promise<string | null> {
  const { document } = await post<Schema<"SignOut">>("/session/end");
  return document.sign_out_url;
}

/** Enters the sandbox as one of its made-up users. */
export async function enterAs(username: string): Promise<void> {
  await post("/sandbox/enter", { username });
}

/** Puts back what visitors of the sandbox changed. */
export async function resetSandbox(): Promise<void> {
  await post("/sandbox/reset");
}

async function post<T>(path: string, body: object = {}): Promise<{ document: T; response: Response }> {
  const response = await fetch(settings().apiBase + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CERS-Request": "1" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  }).catch(() => {
    throw new ApiError("offline");
  });
  const document: unknown = await response.json().catch(() => null);
  if (!response.ok) throw errorOf(response.status, document);
  return { document: document as T, response };
}

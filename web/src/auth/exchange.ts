/**
 * The same-origin exchange of cookies: every token stays where no script can read it.
 * The header on each POST is what a form of another site cannot send.
 */
import { ApiError, errorOf } from "../api/errors.ts";
import { settings } from "../settings.ts";

/** Where signing in begins; the answer leads to the identity provider and back to `returnTo`. */
export function signInAddress(returnTo: string): string {
  return `${settings().apiBase}/session/start?${new URLSearchParams({ return_to: returnTo })}`;
}

/** Extends the session; resolves to its new end, in milliseconds since 1970. */
export async function renewSession(): Promise<number> {
  const { expires_at: end } = await post<{ expires_at: string }>("/session/renewal");
  return Date.parse(end);
}

/** Ends the session; resolves to the provider's own sign-out page, where there is one. */
export async function endSession(): Promise<string | null> {
  const { sign_out_url: next } = await post<{ sign_out_url: string | null }>("/session/end");
  return next;
}

/** Enters the sandbox as one of its made-up users. */
export async function enterAs(username: string): Promise<void> {
  await post("/sandbox/enter", { username });
}

/** Puts back what visitors of the sandbox changed. */
export async function resetSandbox(): Promise<void> {
  await post("/sandbox/reset");
}

async function post<T>(path: string, body: object = {}): Promise<T> {
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
  return document as T;
}

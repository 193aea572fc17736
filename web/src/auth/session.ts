import { signal } from "@preact/signals";
import type { Assignment, Me } from "../api/types.ts";

/**
 * Who is here. It lives in memory only: a reload or a closed tab forgets the token. `assignment` is
 * null while the user has yet to choose one of several.
 */
export interface Session {
  token: string;
  me: Me;
  assignment: Assignment | null;
}

/** Why the entry page is shown again. */
export type Notice = "expired" | "signed-out" | "assignment-gone";

export const session = signal<Session | null>(null);
export const notice = signal<Notice | null>(null);

/** Ends the session because its token is no longer accepted; the address stays, to come back to. */
export function expire(): void {
  if (!session.peek()) return;
  notice.value = "expired";
  session.value = null;
}

/** Forgets the chosen assignment because the server says it is no longer held. */
export function dropAssignment(): void {
  if (!session.peek()) return;
  notice.value = "assignment-gone";
  session.value = null;
}

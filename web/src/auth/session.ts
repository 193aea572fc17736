import { signal } from "@preact/signals";
import type { Assignment, Me } from "../api/types.ts";

/**
 * Who is here. The token itself is in a cookie that no script can read; this is what it says.
 * `assignment` is null while the user has yet to choose one of several, `expiresAt` is in
 * milliseconds since 1970.
 */
export interface Session {
  me: Me;
  assignment: Assignment | null;
  expiresAt: number;
}

/** Why the entry page is shown. */
export type Notice = "signed-out" | "assignment-gone" | "failed" | "cancelled";

export const session = signal<Session | null>(null);
export const notice = signal<Notice | null>(null);

/** True once the server has refused our cookie while a page was open; the page stays below the cover. */
export const ended = signal(false);

/** The session's token is no longer accepted. Nothing is thrown away: what was typed is still there. */
export function expire(): void {
  if (session.peek()) ended.value = true;
}

/** Forgets the chosen assignment because the server says it is no longer held. */
export function dropAssignment(): void {
  const current = session.peek();
  if (!current) return;
  notice.value = "assignment-gone";
  session.value = { ...current, assignment: null };
}

/** Whether the role of this session has a permission; the API decides, this only spares a dead end. */
export function may(...permissions: readonly Assignment["permissions"][number][]): boolean {
  const held = session.value?.assignment?.permissions ?? [];
  return permissions.some((each) => held.includes(each));
}

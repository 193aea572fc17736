import { getMe } from "../api/client.ts";
import type { Assignment, Me } from "../api/types.ts";
import { settings } from "../settings.ts";
import { initiateAuth } from "./cognito.ts";
import { rememberAssignment, rememberUser, rememberedAssignment } from "./memory.ts";
import { notice, session } from "./session.ts";

/** Signs in and opens a session; the address does not change, so a deep link is kept. */
export async function enter(username: string, password: string): Promise<void> {
  const token = await initiateAuth(settings().cognito, username, password);
  const me = await getMe(token);
  if (settings().sandbox) rememberUser(username);
  notice.value = null;
  session.value = { token, me, assignment: startingAssignment(me) };
}

/** Continues the session in one of the user's assignments. */
export function choose(assignment: Assignment): void {
  const current = session.peek();
  if (!current) return;
  rememberAssignment(assignment.id);
  session.value = { ...current, assignment };
}

/** Back to the choice: of assignments for who has several, else of the sandbox's users. */
export function switchRole(): void {
  const current = session.peek();
  rememberAssignment("");
  if (current && current.me.assignments.length > 1) session.value = { ...current, assignment: null };
  else session.value = null;
}

/** Ends the session and forgets the user. */
export function signOut(): void {
  rememberUser("");
  rememberAssignment("");
  notice.value = "signed-out";
  session.value = null;
}

/** The assignment to start in: the only one, or the one this tab had chosen before a reload. */
export function startingAssignment(me: Me, remembered = rememberedAssignment()): Assignment | null {
  const { assignments } = me;
  if (assignments.length === 1) return assignments[0] ?? null;
  return assignments.find((each) => each.id === remembered) ?? null;
}

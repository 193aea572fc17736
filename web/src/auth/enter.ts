import { getMe } from "../api/me.ts";
import { ApiError } from "../api/errors.ts";
import type { Assignment, Me } from "../api/types.ts";
import { settings } from "../settings.ts";
import { endSession, enterAs, renewSession, signInAddress } from "./exchange.ts";
import { rememberAssignment, rememberUser, rememberedAssignment } from "./memory.ts";
import { ended, notice, session } from "./session.ts";

/** Goes on with the session the browser's cookie holds; false where it holds none. */
export async function resume(): Promise<boolean> {
  try {
    open(await getMe());
    return true;
  } catch (cause) {
    if (cause instanceof ApiError && cause.kind === "expired") return false;
    throw cause;
  }
}

/** Enters the sandbox; the address does not change, so a deep link is kept. */
export async function enter(username: string): Promise<void> {
  await enterAs(username);
  const opened = await getMe();
  rememberUser(username);
  notice.value = null;
  open(opened);
}

/** Leaves for the identity provider's sign-in page; it leads back to where the user is. */
export function signIn(): void {
  const { pathname, search } = window.location;
  window.location.assign(signInAddress(pathname + search));
}

/** Asks for more time. */
export async function stay(): Promise<void> {
  const expiresAt = await renewSession();
  const current = session.peek();
  if (current) session.value = { ...current, expiresAt };
}

/** Continues the session in one of the user's assignments. */
export function choose(assignment: Assignment): void {
  const current = session.peek();
  if (!current) return;
  rememberAssignment(assignment.id);
  notice.value = null;
  session.value = { ...current, assignment };
}

/** Back to the choice: of assignments for who has several, else of the sandbox's users. */
export function switchRole(): void {
  const current = session.peek();
  rememberAssignment("");
  if (current && current.me.assignments.length > 1) session.value = { ...current, assignment: null };
  else session.value = null;
}

/** Ends the session, here and at the identity provider. */
export async function signOut(): Promise<void> {
  const next = await endSession().catch(() => null);
  rememberUser("");
  rememberAssignment("");
  notice.value = "signed-out";
  session.value = null;
  ended.value = false;
  if (next && !settings().sandbox) window.location.assign(next);
}

/** The assignment to start in: the only one, or the one this tab had chosen before a reload. */
export function startingAssignment(me: Me, remembered = rememberedAssignment()): Assignment | null {
  const { assignments } = me;
  if (assignments.length === 1) return assignments[0] ?? null;
  return assignments.find((each) => each.id === remembered) ?? null;
}

/** Opens the session, or reopens it where it stood: under the same assignment if it is still held. */
function open({ me, expiresAt }: { me: Me; expiresAt: number }): void {
  const before = session.peek()?.me.username === me.username ? session.peek()?.assignment?.id : undefined;
  session.value = {
    me,
    assignment: startingAssignment(me, before ?? rememberedAssignment()),
    expiresAt,
  };
  ended.value = false;
}

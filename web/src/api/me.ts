import { localTime } from "../auth/clock.ts";
import { answer, client, limits } from "./call.ts";
import type { Me, SandboxUser } from "./types.ts";

/** Who the cookie belongs to, and until when by our clock; also called before there is a session. */
export async function getMe(): Promise<{ me: Me; expiresAt: number }> {
  const call = client().GET("/me", { ...limits() });
  const me = await answer(call);
  const { response } = await call;
  return { me, expiresAt: localTime(me.expires_at, response) };
}

/** The users of the sandbox; only its gateway has them. */
export async function getSandboxUsers(signal: AbortSignal): Promise<SandboxUser[]> {
  const { users } = await answer(client().GET("/sandbox/users", limits(signal)));
  return users;
}

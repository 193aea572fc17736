import { answer, client, limits } from "./call.ts";
import type { Me, SandboxUser } from "./types.ts";

/** Who the cookie belongs to; also called before there is a session. */
export function getMe(): Promise<Me> {
  return answer(client().GET("/me", { ...limits() }));
}

/** The users of the sandbox; only its gateway has them. */
export async function getSandboxUsers(signal: AbortSignal): Promise<SandboxUser[]> {
  const { users } = await answer(client().GET("/sandbox/users", limits(signal)));
  return users;
}

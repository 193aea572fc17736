import { answer, assignment, client, limits } from "./call.ts";
import type { Schema } from "./types.ts";

/** Makes a group of the caller's own. */
export function createOwnGroup(body: Schema<"NewOwnGroup">): Promise<Schema<"Group">> {
  return answer(client().POST("/own-groups", { params: { header: assignment() }, body, ...limits() }));
}

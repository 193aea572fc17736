import { answer, assignment, client, limits } from "./call.ts";
import type { Schema } from "./types.ts";

export type Activity = Schema<"Activity">;
export type Access = Schema<"Access">;
export type AccessLogSearch = Schema<"AccessLogSearch">;

/** The longest stretch of days that is searched at once. */
export const MOST_DAYS = 92;

/** What the caller did, newest first. */
export function getMyActivity(cursor: string, signal: AbortSignal): Promise<Schema<"Activities">> {
  const query = { limit: 100, ...(cursor && { cursor }) };
  return answer(client().GET("/me/activity", { params: { query }, ...limits(signal) }));
}

/** Who saw which students of the district, newest first; asked in a body, since it may name somebody. */
export function searchAccessLog(body: AccessLogSearch, signal: AbortSignal): Promise<Schema<"AccessLog">> {
  return answer(client().POST("/access-log/search", { params: { header: assignment() }, body, ...limits(signal) }));
}

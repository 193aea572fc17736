import { answer, assignment, client, limits } from "./call.ts";
import type { PostAnswer, Schema } from "./types.ts";

export type StudentHistory = PostAnswer<"/students/history">;
export type HistoryResult = Schema<"HistoryResult">;
export type Trend = StudentHistory["trends"][number];

/** All that a student took, within the caller's reach. */
export function getHistory(reference: string, signal: AbortSignal): Promise<StudentHistory> {
  return answer(client().POST("/students/history", { params: { header: assignment() }, body: { reference }, ...limits(signal) }));
}

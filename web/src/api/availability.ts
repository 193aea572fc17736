import { answer, assignment, client, limits } from "./call.ts";
import type { Schema } from "./types.ts";

export type AvailabilityRow = Schema<"AvailabilityRow">;
export type AvailabilityStatus = Schema<"AvailabilityStatus">;
export type ReportKind = Schema<"ReportKind">;
export type AvailabilityMove = Schema<"AvailabilityMove">;
export type AvailabilityFilter = Schema<"AvailabilityFilter">;
export type AvailabilityEntry = Schema<"AvailabilityEntry">;
export type AvailabilityOutcome = Schema<"AvailabilityOutcome">;

/** One request moves at most so many rows. */
export const MOST_MOVES = 500;

/** One page of how far summative results have come. */
export function getAvailability(filter: AvailabilityFilter, cursor: string, signal: AbortSignal): Promise<Schema<"AvailabilityPage">> {
  const query = { ...filter, ...(cursor && { cursor }) };
  return answer(client().GET("/availability", { params: { query, header: assignment() }, ...limits(signal) }));
}

/** One page of what was moved in a school year, newest first. */
export function getAvailabilityHistory(year: number | null, cursor: string, signal: AbortSignal): Promise<Schema<"AvailabilityHistory">> {
  const query = { ...(year && { school_year: year }), ...(cursor && { cursor }) };
  return answer(client().GET("/availability/history", { params: { query, header: assignment() }, ...limits(signal) }));
}

/** Moves rows one by one, all or none of them. */
export function moveRows(changes: AvailabilityMove[]): Promise<AvailabilityOutcome> {
  return put({ changes });
}

/** Moves every row that a filter finds and the caller may move. */
export function moveFiltered(filter: AvailabilityFilter, status: AvailabilityStatus): Promise<AvailabilityOutcome> {
  return put({ filter, status });
}

function put(body: Schema<"AvailabilityChange">): Promise<AvailabilityOutcome> {
  return answer(client().PUT("/availability", { params: { header: assignment() }, body, ...limits() }));
}

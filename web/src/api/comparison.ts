import { answer, assignment, client, limits } from "./call.ts";
import { type ResultsKey, yearOf } from "./results.ts";
import type { Schema } from "./types.ts";

export type Comparison = Schema<"Comparison">;
export type ComparisonRow = Schema<"ComparisonRow">;

/** A population's results beside those of the larger ones around it, whatever is filtered by. */
export function getComparison({ population, assessmentId, year }: ResultsKey, signal: AbortSignal): Promise<Comparison> {
  const rest = { query: yearOf(year), header: assignment() };
  if (population.kind === "school") {
    const path = "/schools/{school_id}/assessments/{assessment_id}/comparison";
    const params = { path: { school_id: population.id, assessment_id: assessmentId }, ...rest };
    return answer(client().GET(path, { params, ...limits(signal) }));
  }
  const path = "/groups/{group_id}/assessments/{assessment_id}/comparison";
  const params = { path: { group_id: population.id, assessment_id: assessmentId }, ...rest };
  return answer(client().GET(path, { params, ...limits(signal) }));
}

import { answer, client, limits } from "./call.ts";
import { groupParams, type ResultsKey, schoolParams } from "./results.ts";
import type { Answer, Schema } from "./types.ts";

export type TargetReport = Answer<"/schools/{school_id}/assessments/{assessment_id}/targets">;
export type TargetResult = Schema<"TargetResult">;

/** How the students did on each target, all of them and by these student fields. */
export function getTargets(key: ResultsKey, subgroups: readonly string[], signal: AbortSignal): Promise<TargetReport> {
  const shown = subgroups.length > 0 ? { subgroups: subgroups.join(",") } : {};
  if (key.population.kind === "school") {
    const { query, ...rest } = schoolParams(key);
    const params = { ...rest, query: { ...query, ...shown } };
    return answer(client().GET("/schools/{school_id}/assessments/{assessment_id}/targets", { params, ...limits(signal) }));
  }
  const { query, ...rest } = groupParams(key);
  const params = { ...rest, query: { ...query, ...shown } };
  return answer(client().GET("/groups/{group_id}/assessments/{assessment_id}/targets", { params, ...limits(signal) }));
}

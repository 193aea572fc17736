import { answer, assignment, client, limits } from "./call.ts";
import type { AssessmentList, Schema, SchoolList, StudentList, Summary } from "./types.ts";

/** Whose results: a school's or a group's. */
export interface Population {
  kind: "school" | "group";
  id: string;
}

/** Filters of results as the API names them, e.g. `gender=Female`; several values parted by commas. */
export type Filters = Readonly<Record<string, string>>;

/** What identifies one report about an assessment; `year` null is the newest one with results. */
export interface ResultsKey {
  population: Population;
  assessmentId: string;
  year: number | null;
  filters: Filters;
}

/** A key as one string, to tell whether a report must be loaded anew. */
export function keyText({ population, assessmentId, year, filters }: ResultsKey): string {
  return JSON.stringify([population.kind, population.id, assessmentId, year, filters]);
}

/** Schools within the caller's reach whose name holds the search text. */
export function getSchools(search: string, cursor: string, signal: AbortSignal): Promise<SchoolList> {
  const query = { limit: 50, ...(search && { search }), ...(cursor && { cursor }) };
  const params = { query, header: assignment() };
  return answer(client().GET("/organizations", { params, ...limits(signal) }));
}

/** The assessments with results, in a year or the newest one. */
export function getAssessments(
  { kind, id }: Population,
  year: number | null,
  signal: AbortSignal,
): Promise<AssessmentList> {
  const rest = { query: yearOf(year), header: assignment() };
  if (kind === "school") {
    const params = { path: { school_id: id }, ...rest };
    return answer(client().GET("/schools/{school_id}/assessments", { params, ...limits(signal) }));
  }
  const params = { path: { group_id: id }, ...rest };
  return answer(client().GET("/groups/{group_id}/assessments", { params, ...limits(signal) }));
}

/** The figures of one assessment. */
export function getSummary(key: ResultsKey, signal: AbortSignal): Promise<Summary> {
  if (key.population.kind === "school") {
    const path = "/schools/{school_id}/assessments/{assessment_id}/summary";
    return answer(client().GET(path, { params: schoolParams(key), ...limits(signal) }));
  }
  const path = "/groups/{group_id}/assessments/{assessment_id}/summary";
  return answer(client().GET(path, { params: groupParams(key), ...limits(signal) }));
}

/** The students behind those figures. */
export function getStudents(key: ResultsKey, signal: AbortSignal): Promise<StudentList> {
  if (key.population.kind === "school") {
    const path = "/schools/{school_id}/assessments/{assessment_id}/students";
    return answer(client().GET(path, { params: schoolParams(key), ...limits(signal) }));
  }
  const path = "/groups/{group_id}/assessments/{assessment_id}/students";
  return answer(client().GET(path, { params: groupParams(key), ...limits(signal) }));
}

/** The percentile tables that apply to those figures. */
export function getPercentiles(key: ResultsKey, signal: AbortSignal): Promise<Schema<"Percentiles">> {
  if (key.population.kind === "school") {
    const path = "/schools/{school_id}/assessments/{assessment_id}/percentiles";
    return answer(client().GET(path, { params: schoolParams(key), ...limits(signal) }));
  }
  const path = "/groups/{group_id}/assessments/{assessment_id}/percentiles";
  return answer(client().GET(path, { params: groupParams(key), ...limits(signal) }));
}

/** The grades assessed at a school. */
export function getGrades(schoolId: string, signal: AbortSignal): Promise<Schema<"SchoolGrades">> {
  const params = { path: { school_id: schoolId }, header: assignment() };
  return answer(client().GET("/schools/{school_id}/grades", { params, ...limits(signal) }));
}

/** The links to teaching resources for an assessment, as a school's educators see them. */
export function getResources(assessmentId: string, schoolId: string, signal: AbortSignal): Promise<Schema<"AssessmentLinks">> {
  const params = { path: { assessment_id: assessmentId }, query: { school_id: schoolId }, header: assignment() };
  return answer(client().GET("/assessments/{assessment_id}/links", { params, ...limits(signal) }));
}

/** Path, query and header of a request about an assessment at a school. */
export function schoolParams(key: ResultsKey) {
  const path = { school_id: key.population.id, assessment_id: key.assessmentId };
  return { path, query: queryOf(key), header: assignment() };
}

/** Path, query and header of a request about an assessment in a group. */
export function groupParams(key: ResultsKey) {
  const path = { group_id: key.population.id, assessment_id: key.assessmentId };
  return { path, query: queryOf(key), header: assignment() };
}

function queryOf({ year, filters }: ResultsKey) {
  return { ...yearOf(year), ...filters };
}

/** The year as a parameter, left out where the newest is meant. */
export function yearOf(year: number | null) {
  return year === null ? {} : { school_year: year };
}

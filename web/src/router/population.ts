import type { Filters, Population, ResultsKey } from "../api/results.ts";
import { href, type Query } from "./routes.ts";

/** The views of an assessment's results beside the students'. */
export const VIEWS = ["items", "options", "writing", "targets"] as const;
export type View = (typeof VIEWS)[number];

/** What filters results stands in the address under the API's own names. */
export const FILTER_NAMES = [
  "sessions", "completeness", "conditions", "enrolled_grades", "off_grade", "transfers",
  "gender", "ethnicities", "elas", "english_learner", "language", "migrant", "military_connected",
  "iep", "section_504", "economic_disadvantage",
] as const;

/** The page of a school's or a group's assessments. */
export function populationHref({ kind, id }: Population, query: Query = {}): string {
  return kind === "school" ? href("school", { schoolId: id }, query) : href("group", { groupId: id }, query);
}

/** The page of its interim blocks. */
export function dashboardHref({ kind, id }: Population, query: Query = {}): string {
  return kind === "school"
    ? href("schoolDashboard", { schoolId: id }, query)
    : href("groupDashboard", { groupId: id }, query);
}

/** The page of an assessment's results, or of another view of them, with year and filters. */
export function resultsHref(key: ResultsKey, view: View | null = null, query: Query = {}): string {
  const { population, assessmentId, year, filters } = key;
  const all = { year, ...filters, ...query };
  if (population.kind === "school") {
    const params = { schoolId: population.id, assessmentId };
    return view ? href("schoolView", { ...params, view }, all) : href("schoolResults", params, all);
  }
  const params = { groupId: population.id, assessmentId };
  return view ? href("groupView", { ...params, view }, all) : href("groupResults", params, all);
}

/** The report an address asks for. */
export function resultsKeyIn(population: Population, assessmentId: string, query: URLSearchParams): ResultsKey {
  return { population, assessmentId, year: yearIn(query), filters: filtersIn(query) };
}

/** The filters in an address. */
export function filtersIn(query: URLSearchParams): Filters {
  const found = FILTER_NAMES.map((name) => [name, query.get(name) ?? ""] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== ""));
}

function yearIn(query: URLSearchParams): number | null {
  const value = query.get("year");
  return value !== null && /^\d{4}$/.test(value) ? Number(value) : null;
}

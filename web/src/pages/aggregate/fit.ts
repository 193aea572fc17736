import type { AggregateOptions } from "../../api/aggregates.ts";
import type { Draft } from "./draft.ts";
import {
  kindsOf,
  type Offered,
  offeredCodes,
  offeredComparisons,
  offeredDimensions,
  offeredGrades,
  offeredSubjects,
  offeredYears,
  reachesBeyond,
} from "./offer.ts";

/** What must be mended before a report can be made, by the name of its text, and in which section. */
export interface Problem {
  section: Section;
  what: "places" | "onePlace" | "subjects" | "grades" | "twoGrades" | "years" | "filters";
}

export const SECTIONS = ["type", "places", "assessments", "subgroups", "filters"] as const;
export type Section = (typeof SECTIONS)[number];

/** What a first visit begins with: the caller's own organization and the newest school year. */
export function startOf(options: AggregateOptions, empty: Draft): Draft {
  const { type, id } = options.organization;
  const organizations = {
    ...empty.organizations,
    districts: type === "district" ? [id] : [],
    schools: type === "school" ? [id] : [],
    state: type === "state",
  };
  const kind = kindsOf(options, empty.type)[0] ?? empty.assessment_type;
  const draft = { ...empty, organizations, assessment_type: kind };
  return { ...draft, school_years: offeredYears(options, draft).slice(0, 1).map((each) => each.value) };
}

/**
 * The draft with only what there is to choose: another report type, assessment type or subject
 * takes away what does not go with it. Fitting twice changes nothing more.
 */
export function fitted(draft: Draft, options: AggregateOptions): Draft {
  const kinds = kindsOf(options, draft.type);
  const kind = kinds.includes(draft.assessment_type) ? draft.assessment_type : (kinds[0] ?? draft.assessment_type);
  const placed = withPlaces({ ...draft, assessment_type: kind }, options);
  const subjects = chosen(offeredSubjects(options, placed), placed.subjects);
  const found = { ...placed, subjects: isTarget(draft) ? subjects.slice(0, 1) : subjects };
  const grades = chosen(offeredGrades(options, found), found.grades);
  const years = chosen(offeredYears(options, found), found.school_years);
  return {
    ...withSubgroups(found, options),
    grades: isTarget(draft) ? grades.slice(0, 1) : grades,
    school_years: hasOneYear(draft) ? years.slice(0, 1) : years,
    codes: codesIn(found, options),
    levels: isTarget(draft) ? "all" : found.levels,
  };
}

/** Whether a report is about one school year only: a longitudinal one names the last of its years. */
export function hasOneYear({ type }: Draft): boolean {
  return type === "longitudinal" || type === "target";
}

/** Whether a report is about one subject and grade at one place. */
export function isTarget({ type }: Draft): boolean {
  return type === "target";
}

/** What keeps a draft from being a report. */
export function problemsOf(draft: Draft, options: AggregateOptions): Problem[] {
  const { districts, schools, state, all_districts: allDistricts } = draft.organizations;
  const problems: Problem[] = [];
  const none = districts.length + schools.length === 0;
  if (isTarget(draft) && districts.length + schools.length !== 1) problems.push({ section: "places", what: "onePlace" });
  else if (none && !state && !allDistricts) problems.push({ section: "places", what: "places" });
  if (draft.subjects.length === 0) problems.push({ section: "assessments", what: "subjects" });
  if (draft.type === "longitudinal" && draft.grades.length < 2) problems.push({ section: "assessments", what: "twoGrades" });
  else if (draft.grades.length === 0) problems.push({ section: "assessments", what: "grades" });
  if (draft.school_years.length === 0) problems.push({ section: "assessments", what: "years" });
  const filtered = draft.conditions.length + draft.completeness.length > 0;
  if (filtered && reachesBeyond(options, draft)) problems.push({ section: "filters", what: "filters" });
  return problems;
}

function withPlaces(draft: Draft, options: AggregateOptions): Draft {
  const organizations = { ...draft.organizations };
  if (isTarget(draft)) {
    organizations.schools = organizations.schools.slice(0, 1);
    organizations.districts = organizations.schools.length > 0 ? [] : organizations.districts.slice(0, 1);
  }
  for (const { value, why } of offeredComparisons(options, draft)) {
    // Filters and a comparison that exclude one another are told to the user, who knows which to drop.
    if (why !== null && why !== "comparisonNeedsAll") organizations[value] = false;
  }
  return { ...draft, organizations };
}

function withSubgroups(draft: Draft, options: AggregateOptions): Draft {
  const known = new Map(options.dimensions.map((each) => [each.dimension, each.values.map((value) => value.code)]));
  const combinations = draft.custom_subgroups.flatMap(({ name, values }) => {
    const kept = Object.entries(values)
      .map(([field, codes]) => [field, codes.filter((each) => known.get(field)?.includes(each))] as const)
      .filter(([field, codes]) => codes.length > 0 && field !== "enrolled_grade");
    return kept.length > 0 ? [{ name, values: Object.fromEntries(kept) as Record<string, string[]> }] : [];
  });
  const dimensions = combinations.length > 0 ? [] : chosen(offeredDimensions(options, draft), draft.dimensions);
  return { ...draft, custom_subgroups: combinations, dimensions };
}

function codesIn(draft: Draft, options: AggregateOptions): string[] {
  const offered = new Set(offeredCodes(options, draft).flatMap((each) => each.codes.map(({ code }) => code)));
  return draft.codes.filter((each) => offered.has(each));
}

/** What is chosen of the values that can be, in their order. */
function chosen<T>(offered: readonly Offered<T>[], wanted: readonly T[]): T[] {
  return offered.filter(({ value, why }) => why === null && wanted.includes(value)).map(({ value }) => value);
}

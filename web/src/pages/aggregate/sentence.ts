import type { AggregateOptions } from "../../api/aggregates.ts";
import { schoolYear } from "../../format/format.ts";
import type { Dictionary } from "../../i18n/en.ts";
import type { Draft } from "./draft.ts";
import { dimensionName, gradeList, listOf, nameIn } from "./names.ts";
import type { Words } from "./words.ts";

/** What a sentence about a draft is made with. */
export interface Told {
  options: AggregateOptions;
  /** The names of places by id; an id stands for itself until its name is known. */
  places: ReadonlyMap<string, string>;
  words: Words;
  grades: Dictionary["grades"];
  language: string;
}

/** So many places are named; the others are counted. */
const NAMED = 3;

/** "Mathematics and ELA, grades 3–5, 2025–26, for Alder Unified and its schools, by Gender". */
export function sentenceOf(draft: Draft, told: Told): string {
  const parts = [aboutOf(draft, told), gradesOf(draft, told), yearsOf(draft, told), placesOf(draft, told)];
  return [...parts, groupsOf(draft, told), filtersOf(draft, told)].filter(Boolean).join(", ");
}

/** What a report is called whose maker did not say: "Yearly: Math, ELA, 2025–26". */
export function suggestedName(draft: Draft, words: Words): string {
  const years = draft.school_years.map(schoolYear);
  return `${words.types[draft.type]}: ${[...draft.subjects, ...years].join(", ")}`.slice(0, 100);
}

function aboutOf({ type, subjects }: Draft, { options, words, language }: Told): string {
  if (subjects.length === 0) return words.summary.noSubject;
  const names = subjects.map((code) => options.subjects.find((each) => each.subject.code === code)?.subject.name ?? code);
  return words.summary[type](listOf(names, language));
}

function gradesOf({ grades }: Draft, { words, grades: named, language }: Told): string {
  if (grades.length === 0) return "";
  const list = gradeList(grades, language, named);
  return grades.length === 1 ? words.summary.grade(list) : words.summary.grades(list);
}

function yearsOf({ type, school_years: years }: Draft, { words, language }: Told): string {
  const list = listOf([...years].sort().map(schoolYear), language);
  return type === "longitudinal" && list ? words.summary.upTo(list) : list;
}

function placesOf({ organizations: places }: Draft, { words, places: names, language }: Told): string {
  const { summary } = words;
  const named = (ids: readonly string[]) => [
    ...ids.slice(0, NAMED).map((id) => names.get(id) ?? id),
    ...(ids.length > NAMED ? [summary.more(ids.length - NAMED)] : []),
  ];
  const every = [
    ...named(places.districts),
    ...(places.schools_of_districts ? [summary.ofDistricts(places.districts.length)] : []),
    ...named(places.schools),
    ...(places.districts_of_schools ? [summary.ofSchools(places.schools.length)] : []),
    ...(places.all_districts ? [summary.allDistricts] : []),
    ...(places.state ? [summary.state] : []),
  ];
  return every.length === 0 ? summary.noPlace : summary.at(listOf(every, language));
}

function groupsOf(draft: Draft, { options, words, language }: Told): string {
  if (draft.custom_subgroups.length > 0) return words.summary.combinations(draft.custom_subgroups.length);
  const names = draft.dimensions.map((each) => dimensionName(options, each, language));
  return names.length > 0 ? words.summary.by(listOf(names, language)) : "";
}

function filtersOf({ conditions, completeness }: Draft, { options, words, language }: Told): string {
  const chosen: readonly string[] = [...conditions, ...completeness];
  const names = [...options.conditions, ...options.completeness]
    .filter((each) => chosen.includes(each.code))
    .map((each) => nameIn(each, language));
  return names.length > 0 ? words.summary.only(listOf(names, language)) : "";
}

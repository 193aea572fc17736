import { getAssessments } from "../../api/results.ts";
import { getHistory } from "../../api/students.ts";
import type { Schema } from "../../api/types.ts";
import { type Resource, useResource } from "../../api/useResource.ts";

/** Whose reports are printed: one student by reference, a group, or a grade at a school. */
export interface Whose {
  student?: string;
  group?: string;
  school?: { id: string; grades: readonly string[] };
}

type Coded = Schema<"Coded">;

/** What there is to print: years with results and, in the one that is chosen, types, subjects and grades. */
export interface Printable {
  years: readonly number[];
  year: number;
  types: readonly string[];
  subjects: readonly Coded[];
  grades: readonly string[];
}

interface Result {
  school_year: number;
  type: Coded;
  subject: Coded;
  grade: string;
}

/** What there is to print in a year, or in the newest. */
export function usePrintable(whose: Whose, year: number | null): Resource<Printable> {
  return useResource(`printable ${JSON.stringify(whose)} ${year}`, (signal) => load(whose, year, signal), true);
}

async function load({ student, group, school }: Whose, year: number | null, signal: AbortSignal): Promise<Printable> {
  if (student) {
    const history = await getHistory(student, signal);
    const results = history.results.map((each) => each.assessment);
    return printableOf(history.school_years, year ?? history.school_years[0] ?? 0, results);
  }
  const population = group ? ({ kind: "group", id: group } as const) : ({ kind: "school", id: school?.id ?? "" } as const);
  const found = await getAssessments(population, year, signal);
  return printableOf(found.school_years, found.school_year ?? 0, found.assessments);
}

/** What results of a year are about. */
export function printableOf(years: readonly number[], year: number, results: readonly Result[]): Printable {
  const within = results.filter((each) => each.school_year === year);
  const types = new Set(within.map((each) => each.type.code));
  const subjects = new Map(within.map((each) => [each.subject.code, each.subject]));
  return {
    years,
    year,
    types: ["sum", "ica", "iab"].filter((each) => types.has(each)),
    subjects: [...subjects.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    grades: [...new Set(within.map((each) => each.grade))].sort(),
  };
}

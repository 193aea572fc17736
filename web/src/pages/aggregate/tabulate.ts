import type { AggregateTable, Figures, Measure, Organization, Share, Subgroup } from "../../api/aggregates.ts";
import { unpack } from "./pack.ts";

/** Whose figures of a longitudinal report. */
export type Students = "all" | "cohort";

/** A row of a table, whatever type of report it is of: an organization and subgroup of a measure. */
export interface Entry {
  key: string;
  measure: Measure;
  organization: Organization;
  subgroup: Subgroup;
  figures: Figures;
}

/** What tells rows apart, each a column. */
export type Identity = "organization" | "grade" | "assessment" | "year" | "code" | "subgroup";

const NOT_SHOWN: Figures = { students: null, average: null, levels: null, suppressed: null };

/** The rows of a report by subject, in the order they came. */
export function entriesBySubject(table: AggregateTable, students: Students): Map<string, Entry[]> {
  const found = new Map<string, Entry[]>();
  for (const each of entriesOf(table, students)) {
    const { code } = each.measure.subject;
    const before = found.get(code);
    if (before) before.push(each);
    else found.set(code, [each]);
  }
  return found;
}

/** Every row; a line over the years is one for each of its steps. */
function entriesOf({ measures, rows, lines }: AggregateTable, students: Students): Entry[] {
  const found: Entry[] = [];
  for (const { measure, organization, subgroup, students: n, average, levels, suppressed } of rows) {
    add(found, measures[measure], organization, subgroup, { students: n, average, levels, suppressed });
  }
  for (const { organization, subgroup, steps } of lines) {
    for (const { measure, all, cohort } of steps) {
      add(found, measures[measure], organization, subgroup, students === "all" ? all : (cohort ?? NOT_SHOWN));
    }
  }
  return found;
}

function add(
  found: Entry[],
  measure: Measure | undefined,
  organization: Organization,
  subgroup: Subgroup,
  figures: Figures,
): void {
  if (measure) found.push({ key: String(found.length), measure, organization, subgroup, figures });
}

/** Whether a row is of nobody. */
export function isEmpty({ figures }: Entry): boolean {
  return figures.students === 0;
}

/** The columns that tell the rows apart; assessments only where a grade has several in a year. */
export function identitiesOf(entries: readonly Entry[]): Identity[] {
  const bySlot = new Map<string, string>();
  let several = false;
  let coded = false;
  for (const { measure } of entries) {
    const slot = `${measure.subject.code} ${measure.grade} ${measure.school_year}`;
    const label = measure.assessment?.label ?? "";
    several ||= (bySlot.get(slot) ?? label) !== label;
    coded ||= measure.code !== null;
    bySlot.set(slot, label);
  }
  return ["organization", "grade", ...(several ? ["assessment" as const] : []), "year", ...(coded ? ["code" as const] : []), "subgroup"];
}

/** The columns in the order an address asks for; those it does not name follow. */
export function ordered<T extends string>(known: readonly T[], asked: string): T[] {
  const wanted = unpack(asked).flatMap((name) => known.filter((each) => each === name));
  return [...new Set([...wanted, ...known])];
}

/** A copy with one item a place further left or right; at the ends nothing moves. */
export function moved<T>(items: readonly T[], item: T, by: -1 | 1): T[] {
  const from = items.indexOf(item);
  const to = from + by;
  const other = items[to];
  if (from < 0 || other === undefined) return [...items];
  return items.map((each, place) => (place === from ? other : place === to ? item : each));
}

/** Shares below the standard, and at or above it; as they are where there is no standard. */
export function grouped(shares: readonly Share[], cutoff: number | null): Share[] {
  if (cutoff === null || shares.some(({ first, last }) => first < cutoff && last >= cutoff)) return [...shares];
  const sides = [shares.filter(({ last }) => last < cutoff), shares.filter(({ first }) => first >= cutoff)];
  return sides.flatMap((side) => {
    const [first, last] = [side[0], side.at(-1)];
    if (!first || !last) return [];
    const sum = (of: "count" | "percent") => side.reduce((total, each) => total + each[of], 0);
    return [{ first: first.first, last: last.last, count: sum("count"), percent: sum("percent") }];
  });
}

/**
 * On which side of the line a share lies. Where no level is the standard, the line goes through the
 * middle of the levels, and of an odd number through the middle one.
 */
export function sideOf({ first, last }: Share, cutoff: number | null, levels: number): -1 | 0 | 1 {
  if (cutoff !== null) return first >= cutoff ? 1 : -1;
  const middle = (levels + 1) / 2;
  if (first <= middle && last >= middle) return 0;
  return last < middle ? -1 : 1;
}

/** Why figures are not shown: the words the service has for it are told apart here, to be translated. */
export function reasonOf(suppressed: string): { why: "fewer" | "fewerInState" | "withheld" | "other"; least: string } {
  const few = /^Fewer than ([\d,]+) students(,| in the whole state)/.exec(suppressed);
  if (few) return { why: few[2] === "," ? "fewer" : "fewerInState", least: few[1] ?? "" };
  return { why: suppressed.startsWith("These results would tell") ? "withheld" : "other", least: "" };
}

/** The names of a level wherever it has the same one in every measure, else null. */
export function commonLevelNames(measures: readonly Measure[], nameOf: (level: Measure["levels"][number]) => string): Map<number, string | null> {
  const names = new Map<number, string | null>();
  for (const level of measures.flatMap((each) => each.levels)) {
    const name = nameOf(level);
    const before = names.get(level.level);
    names.set(level.level, before === undefined || before === name ? name : null);
  }
  return names;
}

/** The measures of rows, each once. */
export function measuresOf(entries: readonly Entry[]): Measure[] {
  return [...new Set(entries.map((each) => each.measure))];
}

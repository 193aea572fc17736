import type { Definition, ReportType, SavedQuery } from "../../api/aggregates.ts";
import { href, type Query } from "../../router/routes.ts";
import { pack, unpack } from "./pack.ts";

/** A report as it is being put together: a definition of which parts may still be empty. */
export type Draft = Required<Definition> & { organizations: Required<Definition["organizations"]> };
export type Kind = Draft["assessment_type"];
export type Combination = Draft["custom_subgroups"][number];

export const REPORT_TYPES: readonly ReportType[] = ["yearly", "longitudinal", "claim", "alternate", "target"];
export const KINDS: readonly Kind[] = ["sum", "ica", "iab"];
/** How they are ordered in the address: the API's names for what a report compares with. */
export const COMPARED = ["state", "all_districts", "schools_of_districts", "districts_of_schools"] as const;
export type Compared = (typeof COMPARED)[number];

/** So many combinations of characteristics a report may have. */
export const MOST_COMBINATIONS = 10;

const CONDITIONS: readonly Draft["conditions"][number][] = ["Valid", "SD", "NS", "IN"];
const COMPLETENESS: readonly Draft["completeness"][number][] = ["Complete", "Partial"];

/** Nothing chosen yet. */
export function emptyDraft(): Draft {
  return {
    name: "",
    type: "yearly",
    organizations: {
      districts: [],
      schools: [],
      state: false,
      all_districts: false,
      schools_of_districts: false,
      districts_of_schools: false,
    },
    assessment_type: "sum",
    subjects: [],
    grades: [],
    school_years: [],
    codes: [],
    conditions: [],
    completeness: [],
    dimensions: [],
    custom_subgroups: [],
    levels: "all",
    empty_rows: "hide",
  };
}

/** A definition with the parts that it leaves out. */
export function wholeOf(definition: Definition): Draft {
  const empty = emptyDraft();
  return { ...empty, ...definition, organizations: { ...empty.organizations, ...definition.organizations } };
}

/** A draft as it stands in the address; parts that are as usual do not. */
export function queryOf(draft: Draft): Query {
  const { organizations: places } = draft;
  return {
    type: draft.type,
    kind: draft.assessment_type,
    districts: pack(places.districts),
    schools: pack(places.schools),
    with: pack(COMPARED.filter((each) => places[each])),
    subjects: pack(draft.subjects),
    grades: pack(draft.grades),
    years: pack(draft.school_years),
    codes: pack(draft.codes),
    conditions: pack(draft.conditions),
    completeness: pack(draft.completeness),
    by: pack(draft.dimensions),
    ...combinationsOf(draft.custom_subgroups),
    levels: draft.levels === "all" ? null : draft.levels,
    empty: draft.empty_rows === "hide" ? null : draft.empty_rows,
    name: draft.name,
  };
}

/** The address of the builder with a definition filled in. */
export function draftHref(definition: Definition): string {
  return href("aggregate", {}, queryOf(wholeOf(definition)));
}

/** The same of a saved query, which can then be changed. */
export function queryHref(query: SavedQuery): string {
  return href("aggregate", {}, { ...queryOf(wholeOf(query.definition)), saved: query.id });
}

/** The draft an address holds; what makes no sense in it is left out. */
export function draftIn(query: URLSearchParams): Draft {
  const list = (name: string) => unique(unpack(query.get(name) ?? ""));
  const compared = list("with");
  const has = (name: Compared) => compared.includes(name);
  return {
    name: query.get("name") ?? "",
    type: oneOf(REPORT_TYPES, query.get("type"), "yearly"),
    organizations: {
      districts: list("districts"),
      schools: list("schools"),
      state: has("state"),
      all_districts: has("all_districts"),
      schools_of_districts: has("schools_of_districts"),
      districts_of_schools: has("districts_of_schools"),
    },
    assessment_type: oneOf(KINDS, query.get("kind"), "sum"),
    subjects: list("subjects"),
    grades: list("grades"),
    school_years: list("years").filter((each) => /^2\d{3}$/.test(each)).map(Number),
    codes: list("codes"),
    conditions: CONDITIONS.filter((each) => list("conditions").includes(each)),
    completeness: COMPLETENESS.filter((each) => list("completeness").includes(each)),
    dimensions: list("by"),
    custom_subgroups: combinationsIn(query),
    levels: oneOf(["all", "grouped"], query.get("levels"), "all"),
    empty_rows: oneOf(["hide", "show"], query.get("empty"), "hide"),
  };
}

/** "g1=Girls..gender.Female..elas.EL.RFEP": the name, then each field with its values. */
function combinationsOf(combinations: readonly Combination[]): Query {
  const query: Query = {};
  for (let place = 0; place < MOST_COMBINATIONS; place += 1) {
    const each = combinations[place];
    query[`g${place + 1}`] = each ? packCombination(each) : null;
  }
  return query;
}

function packCombination({ name, values }: Combination): string {
  const fields = Object.entries(values).flatMap(([field, chosen]) => ["", field, ...chosen]);
  return pack([name, ...fields]);
}

function combinationsIn(query: URLSearchParams): Combination[] {
  const found: Combination[] = [];
  for (let place = 1; place <= MOST_COMBINATIONS; place += 1) {
    const each = unpackCombination(query.get(`g${place}`) ?? "");
    if (each) found.push(each);
  }
  return found;
}

function unpackCombination(packed: string): Combination | null {
  const [name = "", ...rest] = unpack(packed);
  const values: Record<string, string[]> = {};
  let field: string | null = null;
  for (const item of rest) {
    if (item === "") field = null;
    else if (field === null) values[(field = item)] = [];
    else values[field]?.push(item);
  }
  const filled = Object.entries(values).filter(([, chosen]) => chosen.length > 0);
  return name && filled.length > 0 ? { name, values: Object.fromEntries(filled) } : null;
}

function oneOf<T extends string>(known: readonly T[], value: string | null, usual: T): T {
  return known.find((each) => each === value) ?? usual;
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

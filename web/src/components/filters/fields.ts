import { type FilterOptions, optionName } from "../../api/filters.ts";
import type { Filters } from "../../api/results.ts";
import type { FILTER_NAMES } from "../../router/population.ts";
import type { words as dictionary } from "./words.ts";

type Words = (typeof dictionary)["value"];
export type FilterName = (typeof FILTER_NAMES)[number];

/** Under which heading a filter stands. */
export type Part = "test" | "status" | "student";

/** One thing to filter by and the values to choose from. */
export interface FilterField {
  name: FilterName;
  part: Part;
  label: string;
  options: readonly { value: string; label: string }[];
}

/** The one value of a filter that leaves something out; its label says what. */
const HIDE = "hide";

/** Grades in which students take tests. */
const TESTED = /^(KG|0\d|1[0-2])$/;

/** Interim results say how they were administered, summative ones whether they are valid. */
const CONDITIONS = { interim: ["SD", "NS"], summative: ["Valid", "IN"] };

/** The filters for results of an assessment type; null is all types at once. */
export function filterFields(options: FilterOptions, type: string | null, words: Words, language: string): FilterField[] {
  const named = (all: FilterOptions["grades"]) => all.map((each) => ({ value: each.code, label: optionName(each, language) }));
  return [
    { name: "off_grade", part: "test", label: words.offGrade, options: [{ value: HIDE, label: words.hideOffGrade }] },
    ...(options.transfer_access ? [transfers(words)] : []),
    {
      name: "enrolled_grades",
      part: "test",
      label: words.enrolledGrade,
      options: named(options.grades.filter((each) => TESTED.test(each.code))),
    },
    { name: "completeness", part: "status", label: words.completeness, options: named(options.completeness) },
    {
      name: "conditions",
      part: "status",
      label: type === "sum" ? words.validity : words.administration,
      options: named(options.conditions.filter((each) => conditionsOf(type).includes(each.code))),
    },
    ...options.student_fields.map((field): FilterField => ({
      name: field.field as FilterName,
      part: "student",
      label: optionName(field, language),
      options: named(field.values),
    })),
  ];
}

function transfers(words: Words): FilterField {
  return { name: "transfers", part: "test", label: words.transfers, options: [{ value: HIDE, label: words.hideTransfers }] };
}

function conditionsOf(type: string | null): string[] {
  const { interim, summative } = CONDITIONS;
  if (type === null) return [...summative, ...interim];
  return type === "sum" ? summative : interim;
}

/** The values chosen of a filter. */
export function chosenOf(filters: Filters, name: FilterName): string[] {
  return (filters[name] ?? "").split(",").filter(Boolean);
}

/** One value that was chosen, in words. */
export interface Chosen {
  name: FilterName;
  value: string;
  label: string;
}

/** Everything chosen, in the order of the fields; values nobody offers (an old address) go by their code. */
export function chosenFilters(filters: Filters, fields: readonly FilterField[]): Chosen[] {
  return fields.flatMap(({ name, label, options }) =>
    chosenOf(filters, name).map((value) => {
      const option = options.find((each) => each.value === value);
      return { name, value, label: option && value === HIDE ? option.label : `${label}: ${option?.label ?? value}` };
    }),
  );
}

/** A filter as it stands in the address once a value is taken from it. */
export function without(filters: Filters, { name, value }: Pick<Chosen, "name" | "value">): string | null {
  return chosenOf(filters, name).filter((each) => each !== value).join(",") || null;
}

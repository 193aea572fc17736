import type { AggregateOptions, Organization, Subgroup } from "../../api/aggregates.ts";
import type { Dictionary } from "../../i18n/en.ts";
import { grade } from "../../format/format.ts";
import type { Combination } from "./draft.ts";
import type { Words } from "./words.ts";

interface Named {
  name: string;
  translations: Readonly<Record<string, string>>;
}

/** What a choice is called in a language, in English where no more is known. */
export function nameIn({ name, translations }: Named, language: string): string {
  return translations[language] ?? name;
}

/** What a dimension is called. */
export function dimensionName(options: AggregateOptions | null, dimension: string, language: string): string {
  const found = options?.dimensions.find((each) => each.dimension === dimension);
  return found ? nameIn(found, language) : dimension;
}

/** What a value of a dimension is called. */
export function valueName(options: AggregateOptions | null, dimension: string, code: string, language: string): string {
  const found = options?.dimensions.find((each) => each.dimension === dimension)?.values.find((each) => each.code === code);
  return found ? nameIn(found, language) : code;
}

/** What students of a combination have in common: "Gender: Female; Migrant: Yes". */
export function describeCombination({ values }: Combination, options: AggregateOptions, language: string): string {
  return Object.entries(values)
    .map(([field, codes]) => {
      const names = codes.map((code) => valueName(options, field, code, language));
      return `${dimensionName(options, field, language)}: ${names.join(", ")}`;
    })
    .join("; ");
}

/** What the students of a row have in common. */
export function subgroupName(
  { dimension, value }: Subgroup,
  options: AggregateOptions | null,
  words: Words["report"],
  language: string,
): string {
  if (dimension === "overall") return words.overall;
  if (dimension === "custom") return value;
  return words.of(dimensionName(options, dimension, language), valueName(options, dimension, value, language));
}

/** What an organization is called; the state has no name of its own. */
export function placeName({ type, name }: Organization, words: Words["report"]): string {
  return type === "state" ? words.state : name;
}

/** Grades in few words: "3–5" or "3, 5 and K". */
export function gradeList(codes: readonly string[], language: string, words: Dictionary["grades"]): string {
  const parts: string[] = [];
  for (let at = 0; at < codes.length; at += 1) {
    const from = codes[at] as string;
    let to = from;
    while (at + 1 < codes.length && Number(codes[at + 1]) === Number(to) + 1) to = codes[(at += 1)] as string;
    parts.push(...(from === to ? [short(from, words)] : range(from, to)));
  }
  return listOf(parts, language);
}

/** "A, B and C". */
export function listOf(items: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: "conjunction" }).format(items);
}

function range(from: string, to: string): string[] {
  const [first, last] = [Number(from), Number(to)];
  return last - first === 1 ? [String(first), String(last)] : [`${first}–${last}`];
}

function short(code: string, words: Dictionary["grades"]): string {
  return /^\d+$/.test(code) ? String(Number(code)) : grade(code, words);
}

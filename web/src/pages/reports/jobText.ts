import { NONE } from "../../format/format.ts";
import type { Words } from "./words.ts";

/** "Summative, ICA": assessment types as the user knows them. */
export function typeNames(types: readonly string[], said: Words): string {
  const order = Object.keys(said.types) as (keyof Words["types"])[];
  return order.filter((each) => types.includes(each)).map((each) => said.types[each]).join(", ");
}

/** What a file holds: "1,240 results, 0.8 MB, CSV". */
export function holdsText(
  parts: readonly (string | false | null)[],
  bytes: number | null,
  format: string,
  said: Words,
  language: string,
): string {
  const every = [...parts, bytes !== null && said.size(megabytes(bytes, language)), format.toUpperCase()];
  return every.filter(Boolean).join(", ") || NONE;
}

/** A size in megabytes; the smallest is a tenth. */
export function megabytes(bytes: number, language: string): string {
  const size = Math.max(0.1, bytes / 1_000_000);
  return new Intl.NumberFormat(language, { maximumFractionDigits: size < 10 ? 1 : 0 }).format(size);
}

import type { Dictionary } from "../i18n/en.ts";

/** Stands for a value that is not there. */
export const NONE = "–";

/** A count, with the language's separators. */
export function count(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}

/** A whole percentage: 34%. */
export function percent(value: number, language: string): string {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(value / 100);
}

/** A scale score or standard error: whole, without separators, as educators know them. */
export function score(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : String(Math.round(value));
}

/** "2501 ± 4"; the error is left off when it is not known. */
export function scoreWithError(value: number | null | undefined, error: number | null | undefined): string {
  if (value === null || value === undefined) return NONE;
  return error === null || error === undefined ? score(value) : `${score(value)} ± ${score(error)}`;
}

/** A date without a time, "2026-04-17", in the language's medium form. */
export function date(iso: string | null | undefined, language: string): string {
  if (!iso) return NONE;
  const day = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return iso;
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(day);
}

/** The school year 2026 is "2025–26". */
export function schoolYear(spring: number): string {
  return `${spring - 1}–${String(spring % 100).padStart(2, "0")}`;
}

/** A grade code, "05" or "KG", in words. */
export function grade(code: string, words: Dictionary["grades"]): string {
  if (/^\d+$/.test(code)) return words.numbered(Number(code));
  const named = words as unknown as Record<string, string>;
  return code in named && code !== "numbered" ? (named[code] ?? code) : code;
}

/** A grade code for a narrow column: "5" or "KG". */
export function shortGrade(code: string): string {
  return /^\d+$/.test(code) ? String(Number(code)) : code;
}

/** "Last, First", with whichever part is known. */
export function studentName(last: string | null | undefined, first: string | null | undefined): string {
  return [last, first].filter(Boolean).join(", ");
}

import { plain } from "../format/plain.ts";

export type Cell = string | number | boolean | null | undefined;

const BOM = "\uFEFF";

/** CSV as spreadsheets want it: UTF-8 with a byte order mark, CRLF, no cell that runs as a formula. */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return BOM + rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
}

function cell(value: Cell): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  return quote(harmless(value));
}

/** Spreadsheets evaluate cells that begin with one of these; an apostrophe makes them text. */
function harmless(value: string): string {
  return /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
}

function quote(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** A file name made of parts, in plain lower-case letters, digits and hyphens. */
export function fileName(parts: readonly (string | number)[], extension: string): string {
  const name = plain(parts.join(" "))
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return `${name || "results"}.${extension}`;
}

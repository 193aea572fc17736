export type Direction = "up" | "down";

/** A column to sort by and which way. */
export interface Sort {
  key: string;
  direction: Direction;
}

export type SortValue = string | number | null | undefined;

/** Reads a sort from the address: "score" ascending, "-score" descending. */
export function parseSort(value: string | null, known: readonly string[], fallback: string): Sort {
  const down = value?.startsWith("-") ?? false;
  const key = (down ? value?.slice(1) : value) ?? fallback;
  return known.includes(key) ? { key, direction: down ? "down" : "up" } : { key: fallback, direction: "up" };
}

/** A sort as it stands in the address. */
export function formatSort(sort: Sort): string {
  return sort.direction === "down" ? `-${sort.key}` : sort.key;
}

/** The sort after a column's heading is pressed: the other way round, or that column ascending. */
export function pressed(sort: Sort, key: string): Sort {
  const flip = sort.key === key && sort.direction === "up";
  return { key, direction: flip ? "down" : "up" };
}

/** A sorted copy; equal rows keep their order, rows without a value come last either way. */
export function sortRows<Row>(
  rows: readonly Row[],
  value: (row: Row) => SortValue,
  direction: Direction,
  language: string,
): Row[] {
  const { compare } = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  const sign = direction === "up" ? 1 : -1;
  const keyed = rows.map((row) => ({ row, key: value(row) ?? null }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    if (typeof a.key === "number" && typeof b.key === "number") return sign * (a.key - b.key);
    return sign * compare(String(a.key), String(b.key));
  });
  return keyed.map(({ row }) => row);
}

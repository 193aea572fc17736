import type { AvailabilityFilter, AvailabilityMove, AvailabilityRow, AvailabilityStatus, ReportKind } from "../../api/availability.ts";
import { MOST_MOVES } from "../../api/availability.ts";

export const STATUSES: readonly AvailabilityStatus[] = ["loading", "reviewing", "released"];
export const KINDS: readonly ReportKind[] = ["individual", "aggregate"];

/** The district that stands for all of them. */
export const EVERY_DISTRICT = "*";

/** What the address narrows the rows to; what it cannot mean is left out. */
export function filterIn(query: URLSearchParams): AvailabilityFilter {
  const year = query.get("year") ?? "";
  const kind = KINDS.find((each) => each === query.get("kind"));
  const status = STATUSES.find((each) => each === query.get("status"));
  const [district, subject] = [query.get("district") ?? "", query.get("subject") ?? ""];
  return {
    ...(/^20\d\d$/.test(year) && { school_year: Number(year) }),
    ...(district && { district_id: district.slice(0, 40) }),
    ...(subject && { subject: subject.slice(0, 40) }),
    ...(kind && { kind }),
    ...(status && { status }),
  };
}

/** What tells a row from others. */
export function keyOf({ school_year: year, district, subject, kind }: Pick<AvailabilityRow, "school_year" | "district" | "subject" | "kind">): string {
  return JSON.stringify([year, district.id, subject, kind]);
}

/** Where the chosen rows may be moved, in the order of a result's way. */
export function targetsOf(rows: readonly AvailabilityRow[]): AvailabilityStatus[] {
  return STATUSES.filter((status) => rows.some((row) => row.may_become.includes(status)));
}

/** Those of the chosen rows that may be moved somewhere. */
export function movable(rows: readonly AvailabilityRow[], status: AvailabilityStatus): AvailabilityRow[] {
  return rows.filter((row) => row.may_become.includes(status));
}

/** The requests that move rows: each as many as one may hold. */
export function batches(rows: readonly AvailabilityRow[], status: AvailabilityStatus): AvailabilityMove[][] {
  const moves = rows.map(({ school_year, district, subject, kind }) => ({ school_year, district_id: district.id, subject, kind, status }));
  return Array.from({ length: Math.ceil(moves.length / MOST_MOVES) }, (_, at) => moves.slice(at * MOST_MOVES, (at + 1) * MOST_MOVES));
}

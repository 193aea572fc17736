import type { LevelCount, ScoredLevelCount, Student } from "../../api/types.ts";

/** Made-up data for the gallery. */

const NAMES = ["Minimal", "Developing", "Proficient", "Advanced"];
const LOWS = [2200, 2442, 2502, 2582];
const HIGHEST = 2730;

/** Four levels with counts; the shares are rounded as the service rounds them. */
export function levels(counts: readonly number[]): ScoredLevelCount[] {
  const all = counts.reduce((sum, each) => sum + each, 0);
  return counts.map((count, place) => ({
    level: place + 1,
    name: NAMES[place] ?? "",
    short_name: NAMES[place] ?? "",
    color: `level-${place + 1}`,
    translations: {},
    low: LOWS[place] ?? null,
    high: (LOWS[place + 1] ?? HIGHEST + 1) - 1,
    count,
    percent: all ? Math.round((count / all) * 100) : 0,
  }));
}

/** Three reporting categories. */
export function categories(counts: readonly number[]): LevelCount[] {
  return levels(counts).map(({ low: _low, high: _high, ...each }, place) => ({
    ...each,
    name: ["Below Standard", "Near Standard", "Above Standard"][place] ?? "",
    short_name: ["Below", "Near", "Above"][place] ?? "",
  }));
}

export const RANGE = { min: 2200, max: HIGHEST };

/** The part of a student's row that shows a score. */
export function scored(scale_score: number | null, standard_error: number | null): Student {
  const band =
    scale_score !== null && standard_error !== null
      ? { low: scale_score - standard_error, high: scale_score + standard_error }
      : null;
  return { scale_score, standard_error, error_band: band } as Student;
}

export interface Row {
  id: string;
  name: string;
  grade: number;
  score: number | null;
}

export const ROWS: Row[] = [
  { id: "a", name: "Alder, Robin", grade: 5, score: 2512 },
  { id: "b", name: "Birch, Noor", grade: 5, score: null },
  { id: "c", name: "Cedar-Vandermeulen, Maximiliana", grade: 6, score: 2476 },
];

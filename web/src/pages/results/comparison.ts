import type { ComparisonRow } from "../../api/comparison.ts";
import type { LevelCount, ScoredLevelCount } from "../../api/types.ts";

/** The levels of a compared row with names and colours, which the summary knows; null where none are shown. */
export function namedLevels(row: ComparisonRow, known: readonly ScoredLevelCount[]): LevelCount[] | null {
  if (!row.levels) return null;
  const figures = new Map(row.levels.map((each) => [each.level, each]));
  return known.map(({ low: _low, high: _high, ...level }) => ({
    ...level,
    count: figures.get(level.level)?.count ?? 0,
    percent: figures.get(level.level)?.percent ?? 0,
  }));
}

/** Whether some of these rows have to be asked for again. */
export function beingCounted({ rows }: { rows: readonly ComparisonRow[] }): boolean {
  return rows.some((each) => each.standing === "being-counted");
}

import type { Measure, Share } from "../../api/aggregates.ts";
import type { DivergingPart } from "../../components/divergingParts.ts";
import { count, percent } from "../../format/format.ts";
import { levelClass, levelName } from "../../format/levels.ts";
import { type Entry, grouped, sideOf } from "./tabulate.ts";
import type { Words } from "./words.ts";

/** The shares of a row that are shown, grouped where that is wanted; null where they are not shown. */
export function sharesOf({ measure, figures }: Entry, group: boolean): readonly Share[] | null {
  if (!figures.levels || figures.students === 0) return null;
  return group ? grouped(figures.levels, measure.standard_cutoff) : figures.levels;
}

/** The blocks of a row's bar. */
export function partsOf(shares: readonly Share[], measure: Measure): DivergingPart[] {
  return shares.map((share) => ({
    key: share.first,
    className: colorOf(share, measure),
    percent: share.percent,
    count: share.count,
    side: sideOf(share, measure.standard_cutoff, measure.levels.length),
  }));
}

/** What a share is called: its level, or its side of the standard. */
export function shareName({ first, last }: Share, measure: Measure, words: Words["report"], language: string): string {
  const level = measure.levels.find((each) => each.level === first);
  if (first === last) return level ? levelName(level, language) : words.level(first);
  if (measure.standard_cutoff === null) return `${words.level(first)}–${last}`;
  return last < measure.standard_cutoff ? words.below : words.atOrAbove;
}

/** The bar in words. */
export function describeShares(shares: readonly Share[], measure: Measure, words: Words["report"], language: string): string {
  const parts = shares.map((each) =>
    words.barPart(shareName(each, measure, words, language), percent(each.percent, language), count(each.count, language)),
  );
  return words.barLabel(parts.join(", "));
}

/** A group of levels has the colour of the one next to the standard. */
export function colorOf({ first, last }: Pick<Share, "first" | "last">, { levels, standard_cutoff: cutoff }: Measure): string {
  const shown = cutoff !== null && last < cutoff ? last : first;
  return levelClass(levels.find((each) => each.level === shown)?.color, shown);
}

interface Names {
  name: string;
  short_name: string;
}

/** What a level is called, as a definition has it: in English, and perhaps in other languages. */
interface Named extends Names {
  translations?: Record<string, Names>;
}

/** What a level is called in a language, or null where its definition does not say. */
export function translated(level: Named, language: string): Names | null {
  return level.translations?.[language] ?? null;
}

/** What a level is called in a language, in English where no more is known. */
export function levelName(level: Named, language: string): string {
  return (translated(level, language) ?? level).name;
}

/** The colours we have measured; see docs/web.md. */
const PALETTE = 6;

/**
 * The CSS class that colours a level. The service names a token of the palette, `level-3`; for any
 * other name (subject files bring their own) the level's number decides.
 */
export function levelClass(color: string | null | undefined, level: number): string {
  const token = /^level-([1-6])$/.exec(color ?? "");
  if (token) return `is-level-${token[1]}`;
  return `is-level-${Math.min(Math.max(level, 1), PALETTE)}`;
}

/** Whether this level is the first that meets the standard, with levels below it. */
export function isCut(level: number, cutoff: number | null | undefined): boolean {
  return cutoff !== null && cutoff !== undefined && level === cutoff && level > 1;
}

/** The lowest and highest score of a scale. */
export interface Range {
  min: number;
  max: number;
}

/** A scale of which both ends are known, or null. */
export function knownRange({ min, max }: { min: number | null; max: number | null }): Range | null {
  return min === null || max === null ? null : { min, max };
}

interface Band {
  low?: number | null;
  high?: number | null;
}

/**
 * Whether levels lie side by side over a whole scale, so that a score decides the level. Categories
 * of interim blocks do not: they weigh the score's error as well.
 */
export function covers(levels: readonly Band[], range: Range | null): boolean {
  if (!range || levels.length === 0) return false;
  let end: number | null = null;
  for (const { low, high } of levels) {
    if (low == null || high == null) return false;
    if (end !== null && low - end > 1) return false;
    end = high;
  }
  return levels[0]?.low === range.min && end === range.max;
}

/** A place on a scale, in percent of its length, kept within it. */
export function position(value: number, { min, max }: Range): number {
  if (max <= min) return 0;
  return Math.min(100, Math.max(0, ((value - min) / (max - min)) * 100));
}

/** Fewer results than this are too few to compare. */
export const FEW = 30;

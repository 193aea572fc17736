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

/** A place on a scale, in percent of its length, kept within it. */
export function position(value: number, min: number, max: number): number {
  if (max <= min) return 0;
  return Math.min(100, Math.max(0, ((value - min) / (max - min)) * 100));
}

/** Fewer results than this are too few to compare. */
export const FEW = 30;

/** One block of the bar; `side` says on which side of the line it lies, 0 for across it. */
export interface DivergingPart {
  key: string | number;
  className: string;
  percent: number;
  count: number;
  side: -1 | 0 | 1;
}

/** How far bars reach to the left and right of the line, in percent. */
export interface Reach {
  left: number;
  right: number;
}

/** Each block with where it begins, in percent from the line; empty ones are left out. */
export function placed<P extends Pick<DivergingPart, "percent" | "side">>(parts: readonly P[]): (P & { start: number })[] {
  let at = -reachOf(parts).left;
  return parts.flatMap((part) => {
    const start = at;
    at += part.percent;
    return part.percent > 0 ? [{ ...part, start }] : [];
  });
}

/** How far one bar reaches. */
export function reachOf(parts: readonly Pick<DivergingPart, "percent" | "side">[]): Reach {
  const of = (side: number) => parts.reduce((sum, each) => sum + (each.side === side ? each.percent : 0), 0);
  return { left: of(-1) + of(0) / 2, right: of(1) + of(0) / 2 };
}

/** How far the longest of several bars reach. */
export function commonReach(bars: readonly (readonly Pick<DivergingPart, "percent" | "side">[])[]): Reach {
  const every = bars.map(reachOf);
  return {
    left: Math.max(0, ...every.map((each) => each.left)),
    right: Math.max(0, ...every.map((each) => each.right)),
  };
}

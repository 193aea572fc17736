import type { JSX } from "preact";
import { count, percent } from "../format/format.ts";
import { language } from "../i18n/index.ts";
import { type DivergingPart, placed, type Reach } from "./divergingParts.ts";
import type { Show } from "./StackedBar.tsx";
import "./DivergingBar.scss";

interface Props {
  parts: readonly DivergingPart[];
  /** That of all bars that share the line, so that their lines stand below one another. */
  reach: Reach;
  show: Show;
  /** What the bar says, in words. */
  label: string;
}

/** A bar around a line: what is below a standard to its left, what is at or above it to its right. */
export function DivergingBar({ parts, reach, show, label }: Props): JSX.Element {
  const whole = Math.max(1, reach.left + reach.right);
  const share = (value: number) => `${(value / whole) * 100}%`;
  const line = <span class="diverging-line" style={{ left: share(reach.left) }} />;
  // A block across the line lies over it, so that its figure can be read.
  const across = parts.some((each) => each.side === 0);
  return (
    <div class="diverging" role="img" aria-label={label}>
      {across && line}
      {placed(parts).map(({ start, ...part }) => (
        <span
          key={part.key}
          class={`diverging-part ${part.className}`}
          style={{ left: share(start + reach.left), width: share(part.percent) }}
        >
          <span>{show === "percent" ? percent(part.percent, language.value) : count(part.count, language.value)}</span>
        </span>
      ))}
      {!across && line}
    </div>
  );
}

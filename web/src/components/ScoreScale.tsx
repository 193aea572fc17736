import type { JSX } from "preact";
import type { Average, ScoredLevelCount } from "../api/types.ts";
import { score, scoreWithError } from "../format/format.ts";
import { covers, levelClass, position, type Range } from "../format/levels.ts";
import { text } from "../i18n/index.ts";

interface Props {
  average: Average;
  range: Range;
  levels: readonly ScoredLevelCount[];
}

/** The scale with its levels, and on it the average with its error band. */
export function ScoreScale({ average, range, levels }: Props): JSX.Element | null {
  const { scale_score: value, standard_error: error } = average;
  if (value === null || value === undefined) return null;
  const at = position(value, range);
  const label = text.value.charts.scaleLabel(scoreWithError(value, error), score(range.min), score(range.max));
  const bands = covers(levels, range) ? levels : [];
  return (
    <div class="scale" role="img" aria-label={label}>
      <div class="scale-value" style={{ left: `clamp(3.5rem, ${at}%, calc(100% - 3.5rem))` }}>
        {scoreWithError(value, error)}
      </div>
      <div class="scale-lane">
        {error !== null && <Band value={value} error={error} range={range} />}
        <span class="scale-mark" style={{ left: `${at}%` }} />
      </div>
      <div class="scale-track">
        <Levels levels={bands} range={range} />
      </div>
      <Ticks levels={bands} range={range} />
    </div>
  );
}

function Levels({ levels, range }: { levels: readonly ScoredLevelCount[]; range: Range }): JSX.Element {
  return (
    <>
      {levels.map((each) => (
        <span
          key={each.level}
          class={`scale-level ${levelClass(each.color, each.level)}`}
          style={{ flexGrow: String(Math.max((each.high ?? range.max) - (each.low ?? range.min), 1)) }}
        >
          {each.level}
        </span>
      ))}
    </>
  );
}

function Band({ value, error, range }: { value: number; error: number; range: Range }): JSX.Element {
  const low = position(value - error, range);
  const high = position(value + error, range);
  return <span class="scale-band" style={{ left: `${low}%`, width: `${high - low}%` }} />;
}

/** Cut scores stand in two rows by turns, so that close ones do not run into each other. */
function Ticks({ levels, range }: { levels: readonly ScoredLevelCount[]; range: Range }): JSX.Element {
  const cuts = levels.slice(1).map((each) => each.low ?? null);
  return (
    <div class="scale-ticks">
      <span class="scale-tick scale-tick-first">{score(range.min)}</span>
      {cuts.map((cut, index) =>
        cut === null ? null : (
          <span
            key={cut}
            class={index % 2 === 0 ? "scale-tick scale-tick-low" : "scale-tick"}
            style={{ left: `${position(cut, range)}%` }}
          >
            {score(cut)}
          </span>
        ),
      )}
      <span class="scale-tick scale-tick-last">{score(range.max)}</span>
    </div>
  );
}

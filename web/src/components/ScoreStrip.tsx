import type { JSX } from "preact";
import type { Student } from "../api/types.ts";
import { NONE, score, scoreWithError } from "../format/format.ts";
import { position, type Range } from "../format/levels.ts";
import { text } from "../i18n/index.ts";

/** A student's score as text and, beside it, on a little scale with its error band. */
export function ScoreStrip({ student, range, cut }: { student: Student; range: Range | null; cut: number | null }): JSX.Element {
  const { scale_score: value, standard_error: error, error_band: band } = student;
  if (value === null || value === undefined) return <>{NONE}</>;
  return (
    <span class="score">
      <span class="score-text">{scoreWithError(value, error)}</span>
      {band && <span class="usa-sr-only">{`, ${text.value.charts.band(score(band.low), score(band.high))}`}</span>}
      {range && <Strip value={value} band={band ?? null} range={range} cut={cut} />}
    </span>
  );
}

interface StripProps {
  value: number;
  band: { low: number; high: number } | null;
  range: Range;
  cut: number | null;
}

function Strip({ value, band, range, cut }: StripProps): JSX.Element {
  const at = (number: number) => position(number, range);
  return (
    <svg class="strip" viewBox="-4 0 108 16" width="81" height="12" aria-hidden="true" focusable="false">
      <line class="strip-line" x1="0" x2="100" y1="8" y2="8" />
      {cut !== null && <line class="strip-cut" x1={at(cut)} x2={at(cut)} y1="1" y2="15" />}
      {band && <rect class="strip-band" x={at(band.low)} width={Math.max(at(band.high) - at(band.low), 2)} y="4" height="8" rx="3" />}
      <circle class="strip-mark" cx={at(value)} cy="8" r="2.5" />
    </svg>
  );
}

import type { JSX } from "preact";
import { count, NONE, score } from "../format/format.ts";
import { language } from "../i18n/index.ts";
import { deliveredLang } from "./Delivered.tsx";
import { LevelLabel } from "./LevelLabel.tsx";
import { toggled, type TrendBands, type TrendLevel, type TrendPoint, type TrendSeries, type TrendStep } from "./trend.ts";
import "./TrendChart.scss";
import { LineSample, TrendPicture } from "./TrendPicture.tsx";
import { words } from "./trendWords.ts";

interface Props {
  /** What the chart shows, for who cannot see it, and the table's caption. */
  label: string;
  steps: readonly TrendStep[];
  series: readonly TrendSeries[];
  bands?: readonly TrendBands[];
  /** Keys of the series that are drawn; all where left out. The table always holds all. */
  show?: readonly string[];
  /** Called with the keys to draw after a line was switched on or off; without it nothing can be. */
  onShow?: (show: string[]) => void;
  /** How a value is written; a scale score where nothing is said. */
  write?: (value: number) => string;
  /** False where the page has a table with the same numbers itself. */
  table?: boolean;
}

/**
 * Values over time as lines over the bands of the levels, and the same numbers as a table. Lines
 * differ in pattern and marker, not in colour alone; levels bear their numbers. The caller says
 * below it how to read it (`Reading`).
 */
export function TrendChart(props: Props): JSX.Element {
  const { label, steps, series, bands = [], show, onShow, write = score, table = true } = props;
  const shown = show ?? series.map(({ key }) => key);
  const drawn = series.some(({ key, points }) => shown.includes(key) && points.some(({ value }) => value !== null));
  return (
    <div class="trend">
      {onShow && series.length > 1 && <Legend series={series} shown={shown} onShow={onShow} />}
      {drawn ? (
        <TrendPicture label={label} steps={steps} series={series} shown={shown} bands={bands} write={write} />
      ) : (
        <p class="quiet">{shown.length < series.length ? words.value.nothing : words.value.none}</p>
      )}
      {drawn && bands.length > 0 && <LevelKey bands={bands} />}
      {table && <TrendTable label={label} steps={steps} series={series} write={write} />}
    </div>
  );
}

interface LegendProps {
  series: readonly TrendSeries[];
  shown: readonly string[];
  onShow: (show: string[]) => void;
}

function Legend({ series, shown, onShow }: LegendProps): JSX.Element {
  return (
    <ul class="trend-legend" aria-label={words.value.lines}>
      {series.map(({ key, name, delivered }, index) => (
        <li key={key}>
          <button type="button" aria-pressed={shown.includes(key)} onClick={() => onShow(toggled(series, shown, key))}>
            <LineSample index={index} />
            <span lang={delivered ? deliveredLang() : undefined}>{name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The levels by their numbers; one that was renamed in between stands there under both names. */
function LevelKey({ bands }: { bands: readonly TrendBands[] }): JSX.Element {
  const named = new Map<string, TrendLevel>();
  for (const each of bands.flatMap(({ levels }) => levels)) named.set(`${each.level} ${each.name}`, each);
  const levels = [...named.values()].sort((one, other) => one.level - other.level);
  return (
    <ul class="trend-levels" aria-label={words.value.levels}>
      {levels.map((each) => (
        <li key={`${each.level} ${each.name}`}>
          <LevelLabel level={{ ...each, short_name: each.short_name ?? each.name }} />
        </li>
      ))}
    </ul>
  );
}

interface TableProps {
  label: string;
  steps: readonly TrendStep[];
  series: readonly TrendSeries[];
  write: (value: number) => string;
}

function TrendTable({ label, steps, series, write }: TableProps): JSX.Element {
  return (
    <div class="table-scroll" role="group" aria-label={label} tabIndex={0}>
      <table class="usa-table trend-table">
        <caption class="usa-sr-only">{label}</caption>
        <thead>
          <tr>
            <th scope="col">{words.value.series}</th>
            {steps.map((step) => (
              <th key={step.key} scope="col" class="numeric">
                {step.label}
                {step.detail && <span class="trend-detail">{step.detail}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {series.map((each, index) => (
            <tr key={each.key}>
              <th scope="row">
                <LineSample index={index} />
                <span lang={each.delivered ? deliveredLang() : undefined}>{each.name}</span>
              </th>
              {steps.map(({ key }) => (
                <td key={key} class="numeric">
                  <Figure point={each.points.find(({ step }) => step === key)} write={write} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Figure({ point, write }: { point: TrendPoint | undefined; write: (value: number) => string }): JSX.Element {
  if (!point || point.value === null) return <>{NONE}</>;
  const { value, error, n } = point;
  return (
    <>
      <span class="nowrap">{error === null || error === undefined ? write(value) : `${write(value)} ± ${write(error)}`}</span>
      {n !== undefined && <span class="trend-detail">{words.value.results(count(n, language.value))}</span>}
    </>
  );
}

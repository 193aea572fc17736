import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { AggregateOptions } from "../../api/aggregates.ts";
import type { TrendSeries } from "../../components/trend.ts";
import { TrendChart } from "../../components/TrendChart.tsx";
import { grade, schoolYear } from "../../format/format.ts";
import { language, text } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { placeName, subgroupName } from "./names.ts";
import { pack, unpack } from "./pack.ts";
import { type Entry, measuresOf } from "./tabulate.ts";
import { words } from "./words.ts";

/** More lines than this nobody can tell apart, nor switch on and off one by one. */
const MOST_LINES = 30;
/** So many are drawn until the user chooses. */
const FIRST_LINES = 5;

interface Props {
  subject: { code: string; name: string };
  entries: readonly Entry[];
  options: AggregateOptions | null;
  /** Names the lines that are drawn in the address. */
  param: string;
}

/** The averages of each organization and subgroup over the years, on the levels of each grade. */
export function LineChart({ subject, entries, options, param }: Props): JSX.Element {
  const said = words.value.report;
  const spoken = language.value;
  const measures = useMemo(() => measuresOf(entries), [entries]);
  const every = useMemo(() => seriesOf(entries, options, spoken), [entries, options, spoken]);
  const series = every.slice(0, MOST_LINES);
  const asked = place.value.query.get(param);
  const shown = asked === null ? series.slice(0, FIRST_LINES).map(({ key }) => key) : unpack(asked);
  return (
    <>
      {every.length > MOST_LINES && <p class="quiet">{said.linesMany(MOST_LINES)}</p>}
      <TrendChart
        label={said.caption(subject.name)}
        steps={measures.map((each) => ({
          key: stepOf(each),
          label: schoolYear(each.school_year),
          detail: grade(each.grade, text.value.grades),
        }))}
        series={series}
        bands={measures.map((each) => ({
          step: stepOf(each),
          levels: each.levels.flatMap((level) => {
            const cut = each.cuts.find((one) => one.level === level.level);
            return cut ? [{ ...level, low: cut.low, high: cut.high }] : [];
          }),
        }))}
        show={shown}
        onShow={(keys) => setQuery({ [param]: pack(keys) || NO_LINES })}
      />
    </>
  );
}

/** Stands in the address where every line is switched off: an empty part would be left out of it. */
const NO_LINES = "none";

function isOverall({ first }: { first: Entry }): boolean {
  return first.subgroup.dimension === "overall";
}

function stepOf({ school_year: year, grade: code }: Entry["measure"]): string {
  return `${year} ${code}`;
}

/**
 * One line for each organization and subgroup with an average, named by its place in the report;
 * those of all students first.
 */
function seriesOf(entries: readonly Entry[], options: AggregateOptions | null, spoken: string): TrendSeries[] {
  const said = words.value.report;
  const lines = new Map<string, Entry[]>();
  for (const each of entries) {
    const line = JSON.stringify([each.organization.type, each.organization.id, each.subgroup]);
    lines.set(line, [...(lines.get(line) ?? []), each]);
  }
  const told = [...lines.values()]
    .map((line, place) => ({ line, key: String(place + 1), first: line[0] as Entry }))
    .filter(({ line }) => line.some(({ figures }) => figures.average));
  const [whole, parts] = [told.filter(isOverall), told.filter((each) => !isOverall(each))];
  return [...whole, ...parts].map(({ line, key, first }) => ({
    key,
    name: nameOf(first),
    points: line.map(({ measure, figures }) => ({
      step: stepOf(measure),
      value: figures.average?.scale_score ?? null,
      error: figures.average?.standard_error ?? null,
      ...(figures.students !== null && { n: figures.students }),
    })),
  }));

  function nameOf({ organization, subgroup }: Entry): string {
    return said.chartRow(placeName(organization, said), subgroupName(subgroup, options, said, spoken));
  }
}

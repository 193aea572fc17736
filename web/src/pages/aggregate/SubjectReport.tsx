import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { AggregateOptions, AggregateReport } from "../../api/aggregates.ts";
import { commonReach } from "../../components/divergingParts.ts";
import { Delivered } from "../../components/Delivered.tsx";
import { Reading } from "../../components/Reading.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { showIn } from "../../components/ShowToggle.tsx";
import { language } from "../../i18n/index.ts";
import { place } from "../../router/place.ts";
import { BarChart } from "./BarChart.tsx";
import { columnsOf, idsOf, type Layout } from "./columns.tsx";
import { LevelKey } from "./LevelKey.tsx";
import { LineChart } from "./LineChart.tsx";
import { partsOf, sharesOf } from "./shares.ts";
import { type Entry, type Identity } from "./tabulate.ts";
import { words } from "./words.ts";

interface Props {
  report: AggregateReport;
  subject: { code: string; name: string };
  /** The rows to show, and those with which the lines of all subjects stand. */
  entries: readonly Entry[];
  order: readonly Identity[];
  options: AggregateOptions | null;
  group: boolean;
  view: "table" | "chart";
  /** The only subject of a report has the plain names in the address. */
  only: boolean;
}

/** One subject of a report: its table, or its chart. */
export function SubjectReport(props: Props): JSX.Element {
  const { report, subject, entries, order, options, group, view, only } = props;
  const said = words.value.report;
  const spoken = language.value;
  const show = showIn(place.value.query);
  const layout: Layout = useMemo(() => {
    const bars = entries.map((each) => partsOf(sharesOf(each, group) ?? [], each.measure));
    const codes = report.type === "alternate" ? "alternate" : "claim";
    return { entries, identities: order, options, reach: commonReach(bars), show, group, codes, said, language: spoken };
  }, [entries, order.join(), options, show, group, said, spoken]);
  const columns = useMemo(() => columnsOf(layout), [layout]);
  const ids = useMemo(() => idsOf(said), [said]);
  const middle = entries.every((each) => each.measure.standard_cutoff === null);
  const lines = report.type === "longitudinal";
  return (
    <section class="panel" aria-labelledby={`subject-${subject.code}`}>
      <h2 id={`subject-${subject.code}`}>
        <Delivered>{subject.name}</Delivered>
      </h2>
      {!(lines && view === "chart") && <LevelKey entries={entries} group={group} />}
      {view === "table" ? (
        <ReportTable
          name={only ? "" : subject.code}
          caption={said.caption(subject.name)}
          columns={columns}
          rows={entries}
          keyOf={keyOf}
          sortedBy="given"
          file={[report.name, subject.code, report.created_at.slice(0, 10)]}
          ids={ids}
        />
      ) : lines ? (
        <LineChart subject={subject} entries={entries} options={options} param={only ? "lines" : `${subject.code}-lines`} />
      ) : (
        <BarChart name={only ? "" : subject.code} caption={said.caption(subject.name)} layout={layout} />
      )}
      <Reading>
        {lines && view === "chart" ? said.howLines : middle ? said.howMiddle : said.howBars}
        {entries.some((each) => each.figures.suppressed) && ` ${said.howSmall}`}
      </Reading>
    </section>
  );
}

function keyOf(entry: Entry): string {
  return entry.key;
}

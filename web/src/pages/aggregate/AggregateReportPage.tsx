import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import {
  type AggregateOptions,
  type AggregatePage,
  type AggregateTable,
  getAggregateOptions,
  getReport,
} from "../../api/aggregates.ts";
import { isUnderWay, usePolled } from "../../api/polling.ts";
import { useResource } from "../../api/useResource.ts";
import { Page, PrintButton } from "../../components/Page.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { moment } from "../../format/elapsed.ts";
import { count } from "../../format/format.ts";
import { language, text } from "../../i18n/index.ts";
import { place } from "../../router/place.ts";
import { href } from "../../router/routes.ts";
import { ColumnOrder } from "./ColumnOrder.tsx";
import { identityName } from "./columns.tsx";
import { draftHref, emptyDraft, wholeOf } from "./draft.ts";
import { usePlaceNames } from "./places.ts";
import { QuerySummary } from "./QuerySummary.tsx";
import { ReportControls, useLooks } from "./ReportControls.tsx";
import { ReportFile } from "./ReportFile.tsx";
import { Making, NoTable } from "./ReportState.tsx";
import { sentenceOf } from "./sentence.ts";
import { SubjectReport } from "./SubjectReport.tsx";
import { entriesBySubject, identitiesOf, isEmpty, ordered } from "./tabulate.ts";
import { TargetReport } from "./TargetReport.tsx";
import { words } from "./words.ts";
import "./aggregate.scss";

/** An aggregate report: on its way, or its tables and charts. */
export function AggregateReportPage({ reportId }: { reportId: string }): JSX.Element {
  const said = words.value.report;
  const found = usePolled(
    `aggregate report ${reportId}`,
    (signal) => getReport(reportId, signal),
    ({ report }) => isUnderWay(report),
  );
  const chosen = useResource("aggregate options", getAggregateOptions);
  const { data } = found;
  const summary = useSummary(data, chosen.data);
  const heading = data?.report.name ?? said.loading;
  const rows = data ? said.rows(count(data.total, language.value)) : "";
  return (
    <Page
      heading={heading}
      lead={summary}
      ready={data !== null}
      crumbs={[{ label: said.crumb, href: href("reports", {}) }, { label: heading }]}
      printed={[rows, data && moment(data.report.created_at, language.value)]}
      actions={data && <Actions page={data} />}
    >
      {!data && found.loading && <Loading />}
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {data && chosen.data && <QuerySummary report={data.report} options={chosen.data} />}
      {data && <Body page={data} options={chosen.data} />}
    </Page>
  );
}

function Actions({ page: { report, table } }: { page: AggregatePage }): JSX.Element {
  return (
    <>
      <a class="usa-button usa-button--outline" href={draftHref(report.definition)}>
        {words.value.report.change}
      </a>
      {report.status === "completed" && <ReportFile report={report} />}
      {table && <PrintButton />}
    </>
  );
}

function Body({ page, options }: { page: AggregatePage; options: AggregateOptions | null }): JSX.Element {
  const said = words.value.report;
  const { report, table } = page;
  if (isUnderWay(report)) return <Making report={report} />;
  if (page.too_many) {
    return <Empty title={said.tooMany(count(page.total, language.value))}>{said.tooManyWhy}</Empty>;
  }
  if (report.status !== "completed" || !table) return <NoTable report={report} />;
  if (report.type === "target") return <TargetReport report={report} table={table} options={options} />;
  return <Tables page={page} table={table} options={options} />;
}

interface TablesProps {
  page: AggregatePage;
  table: AggregateTable;
  options: AggregateOptions | null;
}

/** Every subject of a report, with what can be chosen about all of them. */
function Tables({ page: { report }, table, options }: TablesProps): JSX.Element {
  const said = words.value.report;
  const looks = useLooks();
  const bySubject = useMemo(() => entriesBySubject(table, looks.students), [table, looks.students]);
  const every = useMemo(() => [...bySubject.values()].flat(), [bySubject]);
  const identities = useMemo(() => identitiesOf(every), [every]);
  const shown = useMemo(
    () => new Map([...bySubject].map(([code, entries]) => [code, looks.hideEmpty ? entries.filter((each) => !isEmpty(each)) : entries])),
    [bySubject, looks.hideEmpty],
  );
  const order = ordered(identities, place.value.query.get("columns") ?? "");
  const groupable = report.definition.levels !== "grouped" && table.measures.some((each) => each.standard_cutoff !== null);
  const codes = report.type === "alternate" ? "alternate" : "claim";
  const longitudinal = report.type === "longitudinal";
  return (
    <>
      <ReportControls looks={looks} groupable={groupable} longitudinal={longitudinal} empty={every.filter(isEmpty).length} />
      {!(longitudinal && looks.view === "chart") && (
        <ColumnOrder order={order} nameOf={(each) => identityName(each, said, codes)} />
      )}
      {[...shown].map(([code, entries]) => (
        <SubjectReport
          key={code}
          report={report}
          subject={entries[0]?.measure.subject ?? { code, name: code }}
          entries={entries}
          order={order}
          options={options}
          group={looks.group || report.definition.levels === "grouped"}
          view={looks.view}
          only={shown.size === 1}
        />
      ))}
    </>
  );
}

/** What a report is made of, in words. */
function useSummary(page: AggregatePage | null, options: AggregateOptions | null): JSX.Element | null {
  const draft = useMemo(() => (page ? wholeOf(page.report.definition) : null), [page]);
  const names = usePlaceNames(draft ?? emptyDraft(), options);
  if (!draft || !options) return null;
  const told = { options, places: names, words: words.value, grades: text.value.grades, language: language.value };
  return <>{sentenceOf(draft, told)}</>;
}

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { getSummary, keyText, type ResultsKey } from "../../api/results.ts";
import type { Summary } from "../../api/types.ts";
import { type Resource, useResource } from "../../api/useResource.ts";
import { FilterBar } from "../../components/filters/FilterBar.tsx";
import { useFilters } from "../../components/filters/useFilters.ts";
import { words as filterWords } from "../../components/filters/words.ts";
import { type Crumb, Page, PrintButton } from "../../components/Page.tsx";
import { ShowToggle } from "../../components/ShowToggle.tsx";
import { Empty, Failed, Loading, Message } from "../../components/Status.tsx";
import { schoolYear } from "../../format/format.ts";
import { setQuery } from "../../router/place.ts";
import { populationHref, resultsHref, type View } from "../../router/population.ts";
import { PrintReports } from "../assessments/PrintReports.tsx";
import { homeCrumb } from "../crumbs.ts";
import { AssessmentSwitch } from "./AssessmentSwitch.tsx";
import "./results.scss";
import { newest, Sessions, sessionsText } from "./Sessions.tsx";
import { Views } from "./Views.tsx";
import { words } from "./words.ts";

interface Props {
  resultsKey: ResultsKey;
  /** Which view of the results it is; null is the students'. */
  view: View | null;
  /** What stands below the header, once the figures are there. */
  children: (summary: Summary) => JSX.Element;
}

/**
 * The frame of every view of an assessment's results: heading, the way back, another year or
 * assessment, the other views, sessions and filters. It loads the figures once for all of them.
 */
export function ResultsFrame({ resultsKey, view, children }: Props): JSX.Element {
  const found = useResource(keyText(resultsKey), (signal) => getSummary(resultsKey, signal), true);
  const last = useLast(found, resultsKey);
  const waits = useNewestSession(resultsKey, last);
  const summary = last?.summary ?? null;
  const offered = useFilters(resultsKey.filters, summary?.assessment.type.code ?? null);
  const heading = summary?.assessment.label ?? words.value.loading;
  return (
    <Page
      heading={heading}
      title={summary ? `${heading}, ${whose(summary)}` : heading}
      lead={summary && leadOf(summary)}
      ready={!!summary}
      delivered={!!summary}
      crumbs={crumbs(resultsKey, summary, view)}
      actions={summary && <Actions resultsKey={resultsKey} summary={summary} />}
      printed={summary ? printedFacts(summary, resultsKey, offered.chosen.map((each) => each.label)) : []}
    >
      {summary && (
        <>
          <AssessmentSwitch resultsKey={resultsKey} view={view} summary={summary} />
          <Views resultsKey={resultsKey} view={view} summary={summary} />
          <Sessions resultsKey={resultsKey} sessions={summary.sessions} />
          <FilterBar filters={resultsKey.filters} offered={offered} />
        </>
      )}
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {(found.loading || waits) && <Loading />}
      {summary && !waits && !found.error && (
        <div class={found.loading ? "results is-stale" : "results"} aria-busy={found.loading}>
          <InReview summary={summary} />
          {summary.results === 0 ? <NoResults resultsKey={resultsKey} /> : children(summary)}
        </div>
      )}
    </Page>
  );
}

/** Figures, and whether they are of some sessions only. */
interface Last {
  summary: Summary;
  ofSessions: boolean;
}

/** The last figures that arrived: the header stays while others are on their way, and when they fail. */
function useLast({ data, loading }: Resource<Summary>, { filters }: ResultsKey): Last | null {
  const last = useRef<Last | null>(null);
  if (data && !loading) last.current = { summary: data, ofSessions: !!filters.sessions };
  return last.current;
}

/** A group's results begin with its newest test session; true until those have come. */
function useNewestSession({ population, filters }: ResultsKey, last: Last | null): boolean {
  const open = population.kind === "group" && !!last && !last.ofSessions && last.summary.sessions.length > 1;
  const id = open && !filters.sessions ? newest(last.summary.sessions) : null;
  useEffect(() => {
    if (id) setQuery({ sessions: id });
  }, [id]);
  return open;
}

function whose({ group, school }: Summary): string {
  return group?.name ?? school.name;
}

function leadOf({ group, school, school_year: year }: Summary): string {
  return [group?.name, school.name, school.district.name, schoolYear(year)].filter(Boolean).join(" · ");
}

function crumbs(key: ResultsKey, summary: Summary | null, view: View | null): Crumb[] {
  const year = summary?.school_year ?? key.year;
  const label = summary?.assessment.label ?? words.value.loading;
  const above = [
    ...homeCrumb(),
    { label: summary ? whose(summary) : words.value[key.population.kind], href: populationHref(key.population, { year }) },
  ];
  if (!view) return [...above, { label }];
  return [...above, { label, href: resultsHref(key) }, { label: words.value.views[view] }];
}

function printedFacts(summary: Summary, { filters }: ResultsKey, chosen: readonly string[]): string[] {
  const texts = words.value;
  return [
    texts.printedResults(summary.results, summary.students),
    filters.sessions ? sessionsText(summary.sessions, filters.sessions) : "",
    chosen.length > 0 ? filterWords.value.summary(chosen.join(", ")) : "",
    summary.in_review > 0 ? texts.inReviewPrinted : "",
  ];
}

function Actions({ resultsKey, summary }: { resultsKey: ResultsKey; summary: Summary }): JSX.Element {
  return (
    <>
      <ShowToggle />
      <PrintReports population={resultsKey.population} grades={[summary.grade_assessed]} />
      <PrintButton />
    </>
  );
}

function InReview({ summary }: { summary: Summary }): JSX.Element | null {
  if (summary.in_review === 0) return null;
  return <Message>{words.value.inReview}</Message>;
}

function NoResults({ resultsKey }: { resultsKey: ResultsKey }): JSX.Element {
  const texts = words.value;
  const { filters } = resultsKey;
  const names = Object.keys(filters);
  if (names.length === 0) return <Empty title={texts.none}>{texts.noneNext}</Empty>;
  const run = () => setQuery({ ...Object.fromEntries(names.map((name) => [name, null])), page: null });
  return (
    <Empty title={texts.noneFiltered} action={{ label: texts.clearFilters, run }}>
      {texts.noneFilteredNext}
    </Empty>
  );
}

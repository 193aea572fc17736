import type { JSX } from "preact";
import { getSummary, type ResultsKey } from "../../api/client.ts";
import type { Summary } from "../../api/types.ts";
import { useResource } from "../../api/useResource.ts";
import { Toggle } from "../../components/Choice.tsx";
import { Icon } from "../../components/Icon.tsx";
import { type Crumb, Page } from "../../components/Page.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import type { Show } from "../../components/StackedBar.tsx";
import { schoolYear } from "../../format/format.ts";
import { text } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { href } from "../../router/routes.ts";
import { schoolsCrumb } from "../crumbs.ts";
import { numberIn } from "../query.ts";
import { Alternates } from "./Alternates.tsx";
import { Claims } from "./Claims.tsx";
import { Facts } from "./Facts.tsx";
import { Levels } from "./Levels.tsx";
import { StudentsSection } from "./StudentsSection.tsx";

interface Props {
  schoolId: string;
  assessmentId: string;
}

/** One assessment at one school: the figures first, then the students behind them. */
export function ResultsPage({ schoolId, assessmentId }: Props): JSX.Element {
  const key: ResultsKey = { schoolId, assessmentId, year: numberIn(place.value.query, "year") };
  const found = useResource(`${schoolId} ${assessmentId} ${key.year}`, (signal) => getSummary(key, signal));
  const { data, error } = found;
  const heading = data?.assessment.label ?? text.value.results.loading;
  return (
    <Page
      heading={heading}
      title={data ? `${heading}, ${data.school.name}` : heading}
      lead={data && `${data.school.name} · ${data.school.district.name} · ${schoolYear(data.school_year)}`}
      ready={!!data}
      delivered={!!data}
      crumbs={crumbs(schoolId, data, heading)}
      actions={data && <Actions />}
    >
      {error && <Failed error={error} retry={found.retry} />}
      {found.loading && <Loading />}
      {data && <Report summary={data} resultsKey={key} />}
    </Page>
  );
}

function crumbs(schoolId: string, summary: Summary | null, heading: string): Crumb[] {
  const label = summary?.school.name ?? text.value.school.loading;
  const year = summary?.school_year ?? null;
  return [...schoolsCrumb(), { label, href: href("school", { schoolId }, { year }) }, { label: heading }];
}

function Actions(): JSX.Element {
  return (
    <>
      <ShowToggle />
      <button type="button" class="usa-button usa-button--outline" onClick={() => window.print()}>
        <Icon name="print" />
        {text.value.app.print}
      </button>
    </>
  );
}

function NoResults(): JSX.Element {
  const words = text.value.results;
  return <Empty title={words.none}>{words.noneNext}</Empty>;
}

/** Whether the address asks for shares or counts. */
function showIn(query: URLSearchParams): Show {
  return query.get("show") === "number" ? "number" : "percent";
}

function ShowToggle(): JSX.Element {
  const words = text.value.results;
  return (
    <Toggle
      label={words.show}
      value={showIn(place.value.query)}
      options={[
        { value: "percent", label: words.percent },
        { value: "number", label: words.number },
      ]}
      onChange={(value) => setQuery({ show: value === "number" ? value : null })}
    />
  );
}

function Report({ summary, resultsKey }: { summary: Summary; resultsKey: ResultsKey }): JSX.Element {
  const show = showIn(place.value.query);
  if (summary.results === 0) return <NoResults />;
  return (
    <>
      <Facts summary={summary} />
      <Levels summary={summary} show={show} />
      {summary.claims.length > 0 && <Claims claims={summary.claims} show={show} />}
      {summary.alternates.length > 0 && <Alternates alternates={summary.alternates} show={show} />}
      <StudentsSection summary={summary} resultsKey={resultsKey} />
    </>
  );
}

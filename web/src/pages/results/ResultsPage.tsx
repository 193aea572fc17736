import type { JSX } from "preact";
import { getSummary, keyText, type Population, type ResultsKey } from "../../api/results.ts";
import type { Summary } from "../../api/types.ts";
import { useResource } from "../../api/useResource.ts";
import { type Crumb, Page, PrintButton } from "../../components/Page.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { showIn, ShowToggle } from "../../components/ShowToggle.tsx";
import { schoolYear } from "../../format/format.ts";
import { text } from "../../i18n/index.ts";
import { place } from "../../router/place.ts";
import { populationHref, resultsKeyIn } from "../../router/population.ts";
import { schoolsCrumb } from "../crumbs.ts";
import { Alternates } from "./Alternates.tsx";
import { Claims } from "./Claims.tsx";
import { Facts } from "./Facts.tsx";
import { Levels } from "./Levels.tsx";
import { StudentsSection } from "./StudentsSection.tsx";

interface Props {
  population: Population;
  assessmentId: string;
}

/** One assessment at one school: the figures first, then the students behind them. */
export function ResultsPage({ population, assessmentId }: Props): JSX.Element {
  const key = resultsKeyIn(population, assessmentId, place.value.query);
  const found = useResource(keyText(key), (signal) => getSummary(key, signal));
  const { data, error } = found;
  const heading = data?.assessment.label ?? text.value.results.loading;
  return (
    <Page
      heading={heading}
      title={data ? `${heading}, ${data.school.name}` : heading}
      lead={data && `${data.school.name} · ${data.school.district.name} · ${schoolYear(data.school_year)}`}
      ready={!!data}
      delivered={!!data}
      crumbs={crumbs(population, data, heading)}
      actions={data && <Actions />}
    >
      {error && <Failed error={error} retry={found.retry} />}
      {found.loading && <Loading />}
      {data && <Report summary={data} resultsKey={key} />}
    </Page>
  );
}

function crumbs(population: Population, summary: Summary | null, heading: string): Crumb[] {
  const label = summary?.school.name ?? text.value.school.loading;
  const year = summary?.school_year ?? null;
  return [...schoolsCrumb(), { label, href: populationHref(population, { year }) }, { label: heading }];
}

function Actions(): JSX.Element {
  return (
    <>
      <ShowToggle />
      <PrintButton />
    </>
  );
}

function NoResults(): JSX.Element {
  const words = text.value.results;
  return <Empty title={words.none}>{words.noneNext}</Empty>;
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

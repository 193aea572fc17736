import type { JSX } from "preact";
import type { Population, ResultsKey } from "../../api/results.ts";
import type { Summary } from "../../api/types.ts";
import { showIn } from "../../components/ShowToggle.tsx";
import { place } from "../../router/place.ts";
import { resultsKeyIn } from "../../router/population.ts";
import { Alternates } from "./Alternates.tsx";
import { Claims } from "./Claims.tsx";
import { Facts } from "./Facts.tsx";
import { Levels } from "./Levels.tsx";
import { ResultsFrame } from "./ResultsHeader.tsx";
import { StudentsSection } from "./StudentsSection.tsx";

interface Props {
  population: Population;
  assessmentId: string;
}

/** One assessment at a school or in a group: the figures first, then the students behind them. */
export function ResultsPage({ population, assessmentId }: Props): JSX.Element {
  const key = resultsKeyIn(population, assessmentId, place.value.query);
  return (
    <ResultsFrame resultsKey={key} view={null}>
      {(summary) => <Report summary={summary} resultsKey={key} />}
    </ResultsFrame>
  );
}

function Report({ summary, resultsKey }: { summary: Summary; resultsKey: ResultsKey }): JSX.Element {
  const show = showIn(place.value.query);
  return (
    <>
      <Facts summary={summary} />
      <Levels summary={summary} resultsKey={resultsKey} show={show} />
      {summary.claims.length > 0 && <Claims claims={summary.claims} show={show} />}
      {summary.alternates.length > 0 && <Alternates alternates={summary.alternates} show={show} />}
      <StudentsSection summary={summary} resultsKey={resultsKey} />
    </>
  );
}

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Population, ResultsKey } from "../../api/results.ts";
import type { StudentList, Summary } from "../../api/types.ts";
import type { Resource } from "../../api/useResource.ts";
import { showIn } from "../../components/ShowToggle.tsx";
import { place } from "../../router/place.ts";
import { resultsKeyIn } from "../../router/population.ts";
import { Alternates } from "./Alternates.tsx";
import { Claims } from "./Claims.tsx";
import { Facts } from "./Facts.tsx";
import { Levels } from "./Levels.tsx";
import { ResultsFrame } from "./ResultsHeader.tsx";
import { StudentsSection, useStudents } from "./StudentsSection.tsx";

interface Props {
  population: Population;
  assessmentId: string;
}

/** One assessment at a school or in a group: the figures first, then the students behind them. */
export function ResultsPage({ population, assessmentId }: Props): JSX.Element {
  const key = resultsKeyIn(population, assessmentId, place.value.query);
  // Which sessions of a group are meant is known with the figures only; else both are asked for at once.
  const [known] = useState(population.kind === "school" || !!key.filters.sessions);
  return known ? <AtOnce resultsKey={key} /> : <InTurn resultsKey={key} />;
}

function AtOnce({ resultsKey }: { resultsKey: ResultsKey }): JSX.Element {
  const students = useStudents(resultsKey);
  return (
    <ResultsFrame resultsKey={resultsKey} view={null}>
      {(summary) => <Report summary={summary} resultsKey={resultsKey} students={students} />}
    </ResultsFrame>
  );
}

function InTurn({ resultsKey }: { resultsKey: ResultsKey }): JSX.Element {
  return (
    <ResultsFrame resultsKey={resultsKey} view={null}>
      {(summary) => <ReportInTurn summary={summary} resultsKey={resultsKey} />}
    </ResultsFrame>
  );
}

function ReportInTurn({ summary, resultsKey }: { summary: Summary; resultsKey: ResultsKey }): JSX.Element {
  return <Report summary={summary} resultsKey={resultsKey} students={useStudents(resultsKey)} />;
}

interface ReportProps {
  summary: Summary;
  resultsKey: ResultsKey;
  students: Resource<StudentList>;
}

function Report({ summary, resultsKey, students }: ReportProps): JSX.Element {
  const show = showIn(place.value.query);
  return (
    <>
      <Facts summary={summary} />
      <Levels summary={summary} resultsKey={resultsKey} show={show} />
      {summary.claims.length > 0 && <Claims claims={summary.claims} show={show} />}
      {summary.alternates.length > 0 && <Alternates alternates={summary.alternates} show={show} />}
      <StudentsSection summary={summary} found={students} />
    </>
  );
}

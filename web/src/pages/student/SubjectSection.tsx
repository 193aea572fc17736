import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { HistoryResult, StudentHistory, Trend } from "../../api/students.ts";
import { deliveredLang } from "../../components/Delivered.tsx";
import { Reading } from "../../components/Reading.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { TrendChart } from "../../components/TrendChart.tsx";
import { schoolYear, shortGrade } from "../../format/format.ts";
import { language, text } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { partsOf, type SubjectHistory, trendChart } from "./history.ts";
import { historyColumns, historyIds } from "./historyColumns.tsx";
import { scoresIn, useTypeNames } from "./HistoryFilters.tsx";
import { LinkedResources } from "./LinkedResources.tsx";
import { words } from "./words.ts";

interface Props {
  history: StudentHistory;
  subject: SubjectHistory;
}

/** What the student took in one subject: how scores went over the years, and every result. */
export function SubjectSection({ history, subject }: Props): JSX.Element {
  const id = `subject-${subject.code}`;
  return (
    <section class="panel panel-wide" aria-labelledby={id}>
      <h2 id={id} lang={deliveredLang()}>
        {subject.name}
      </h2>
      {subject.trends.map((trend) => (
        <TrendStrip key={trend.type.code} subject={subject.name} trend={trend} />
      ))}
      <Results history={history} subject={subject} />
    </section>
  );
}

function TrendStrip({ subject, trend }: { subject: string; trend: Trend }): JSX.Element {
  const texts = words.value.trend;
  const type = useTypeNames()(trend.type);
  if (trend.points.length < 2) return <p class="quiet trend-one">{`${type}: ${texts.one}`}</p>;
  const grades = text.value.grades;
  const chart = trendChart(trend, texts.score, { year: schoolYear, grade: (code) => gradeLabel(code, grades) });
  return (
    <div class="trend-strip">
      <h3>{texts.title(type)}</h3>
      <TrendChart label={texts.label(subject, type)} {...chart} />
      <Reading term="error-band">{texts.how}</Reading>
    </div>
  );
}

function gradeLabel(code: string, grades: { numbered: (n: number) => string }): string {
  return /^\d+$/.test(code) ? grades.numbered(Number(code)) : shortGrade(code);
}

function Results({ history, subject }: Props): JSX.Element {
  const texts = words.value;
  const spoken = language.value;
  const scores = scoresIn(history);
  const columns = useMemo(() => {
    const parts = scores === "overall" ? [] : partsOf(history, subject, scores);
    return historyColumns({ scores, parts, words: texts, language: spoken });
  }, [history, subject.code, subject.results.length, scores, texts, spoken]);
  const open = place.value.query.get("resources");
  return (
    <div class="history-table">
      <ReportTable
        name={subject.code.toLowerCase()}
        caption={texts.table.caption(subject.name)}
        columns={columns}
        rows={subject.results}
        keyOf={keyOf}
        sortedBy="-date"
        // A file's name says nothing of whose results are in it: it may be seen by others.
        file={history.in_review > 0 ? null : [texts.title, subject.code]}
        ids={historyIds(texts, text.value.csv)}
        count={texts.table.count(subject.results.length)}
        expansion={{
          key: open,
          toggle: (row: HistoryResult) => setQuery({ resources: open === keyOf(row) ? null : keyOf(row) }),
          label: (row: HistoryResult) => texts.table.resourcesFor(row.assessment.label),
          detail: (row: HistoryResult) => <LinkedResources result={row} />,
        }}
      />
      <Reading term="standard-error">{texts.table.how}</Reading>
    </div>
  );
}

function keyOf(row: HistoryResult): string {
  return row.opportunity_id;
}

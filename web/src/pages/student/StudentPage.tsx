import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { getHistory, type StudentHistory } from "../../api/students.ts";
import { useResource } from "../../api/useResource.ts";
import { Page, PrintButton } from "../../components/Page.tsx";
import { Empty, Failed, Loading, Message } from "../../components/Status.tsx";
import { grade, studentName } from "../../format/format.ts";
import { text } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { homeCrumb } from "../crumbs.ts";
import { ScoreReportsButton } from "../reports/ScoreReportsButton.tsx";
import { bySubject, filterIn, filterResults, type HistoryFilter } from "./history.ts";
import { HistoryFilters, printedFilters } from "./HistoryFilters.tsx";
import { NoStudent } from "./NoStudent.tsx";
import "./student.scss";
import { SubjectSection } from "./SubjectSection.tsx";
import { words } from "./words.ts";

/** All that a student took, across years and subjects. */
export function StudentPage({ reference }: { reference: string }): JSX.Element {
  const texts = words.value;
  const found = useResource(`history ${reference}`, (signal) => getHistory(reference, signal));
  const { data, error } = found;
  const missing = error?.kind === "missing" || error?.kind === "invalid";
  const filter = filterIn(place.value.query);
  const shown = useMemo(() => (data ? filterResults(data.results, filter) : []), [data, JSON.stringify(filter)]);
  return (
    <Page
      heading={data ? nameOf(data) : missing ? texts.gone : texts.title}
      // A browser keeps titles in its history, where no student's name should be.
      title={texts.title}
      lead={data && leadOf(data)}
      ready={!!data || !!error}
      crumbs={[...homeCrumb(), { label: texts.title }]}
      actions={data && <Actions reference={reference} />}
      printed={data ? [...printedFilters(data, filter), texts.printed(shown.length, data.results.length)] : []}
    >
      {missing && <NoStudent />}
      {error && !missing && <Failed error={error} retry={found.retry} />}
      {found.loading && <Loading />}
      {data && <History history={data} shown={shown} filter={filter} />}
    </Page>
  );
}

function nameOf({ student }: StudentHistory): string {
  return studentName(student.last_name, student.first_name) || words.value.title;
}

function leadOf({ student }: StudentHistory): string {
  const { student_id: id, grade: code, school } = student;
  return [words.value.ssid(id), grade(code, text.value.grades), school.name].join(" · ");
}

function Actions({ reference }: { reference: string }): JSX.Element {
  return (
    <>
      <ScoreReportsButton label={words.value.print} student={reference} />
      <PrintButton />
    </>
  );
}

interface HistoryProps {
  history: StudentHistory;
  shown: StudentHistory["results"];
  filter: HistoryFilter;
}

function History({ history, shown, filter }: HistoryProps): JSX.Element {
  const texts = words.value;
  const clear = () => setQuery({ year: null, subject: null, type: null, status: null });
  return (
    <>
      {history.in_review > 0 && <Message>{texts.inReview(history.in_review)}</Message>}
      <HistoryFilters history={history} filter={filter} />
      {shown.length === 0 && (
        <Empty title={texts.none} action={{ label: texts.filters.clear, run: clear }}>
          {texts.noneNext}
        </Empty>
      )}
      {bySubject(history, shown, filter.type).map((subject) => (
        <SubjectSection key={subject.code} history={history} subject={subject} />
      ))}
    </>
  );
}


import type { JSX } from "preact";
import { getStudentItems, type StudentItems } from "../../api/items.ts";
import { getHistory } from "../../api/students.ts";
import { useResource } from "../../api/useResource.ts";
import { type Crumb, Page, PrintButton } from "../../components/Page.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { date, grade, schoolYear, studentName } from "../../format/format.ts";
import { language, text } from "../../i18n/index.ts";
import { place } from "../../router/place.ts";
import { href } from "../../router/routes.ts";
import { homeCrumb } from "../crumbs.ts";
import { ExamItems } from "./ExamItems.tsx";
import { FIRST_ITEM_YEAR } from "./historyColumns.tsx";
import { NoStudent } from "./NoStudent.tsx";
import "./student.scss";
import { words } from "./words.ts";

interface Props {
  reference: string;
  opportunityId: string;
}

/** Why there are no responses, or the responses. */
type Found = { exam: StudentItems } | { reason: "summative" | "early" | "none" };

/** What one student answered to every item of one interim exam. */
export function StudentExamPage({ reference, opportunityId }: Props): JSX.Element {
  const texts = words.value;
  const assessment = place.value.query.get("assessment") ?? "";
  const found = useResource(`exam ${reference} ${opportunityId} ${assessment}`, (signal) =>
    findExam(reference, opportunityId, assessment, signal),
  );
  const { data, error } = found;
  const missing = error?.kind === "missing" || error?.kind === "invalid";
  const exam = data && "exam" in data ? data.exam : null;
  return (
    <Page
      heading={exam ? nameOf(exam) : missing ? texts.gone : texts.exam}
      // A browser keeps titles in its history, where no student's name should be.
      title={texts.exam}
      lead={exam && leadOf(exam)}
      ready={!!data || !!error}
      crumbs={crumbs(reference)}
      actions={exam && <PrintButton />}
      printed={exam ? [texts.responses.count(exam.items.length), exam.session_id] : []}
    >
      {missing && <NoStudent />}
      {error && !missing && <Failed error={error} retry={found.retry} />}
      {found.loading && <Loading />}
      {data && "reason" in data && <NoResponses reason={data.reason} />}
      {exam && <ExamItems exam={exam} />}
    </Page>
  );
}

function crumbs(reference: string): Crumb[] {
  const texts = words.value;
  return [...homeCrumb(), { label: texts.title, href: href("student", { reference }) }, { label: texts.exam }];
}

/** An address may leave out the assessment: the student's history knows which one it was. */
async function findExam(reference: string, opportunityId: string, asked: string, signal: AbortSignal): Promise<Found> {
  if (asked) {
    const exam = await getStudentItems(reference, asked, opportunityId, signal).catch(unlessMissing);
    if (exam) return exam.items.length > 0 ? { exam } : { reason: "none" };
  }
  const history = await getHistory(reference, signal);
  const result = history.results.find((each) => each.opportunity_id === opportunityId);
  if (!result) return { reason: "none" };
  const { assessment } = result;
  if (assessment.type.code === "sum") return { reason: "summative" };
  if (assessment.school_year < FIRST_ITEM_YEAR) return { reason: "early" };
  const exam = await getStudentItems(reference, assessment.id, opportunityId, signal);
  return exam.items.length > 0 ? { exam } : { reason: "none" };
}

/** Summative and early exams answer like absent ones; why, only the history can tell. */
function unlessMissing(cause: unknown): null {
  if (cause instanceof Error && "kind" in cause && cause.kind === "missing") return null;
  throw cause;
}

function nameOf(exam: StudentItems): string {
  return studentName(exam.last_name, exam.first_name) || words.value.exam;
}

function leadOf(exam: StudentItems): JSX.Element {
  const { student_id: id, enrolled_grade: code, school, assessment } = exam;
  const facts = [words.value.ssid(id), grade(code, text.value.grades), school.name, schoolYear(exam.school_year)];
  return (
    <>
      {words.value.responses.lead(assessment.label)}
      <br />
      {[...facts, date(exam.completed_on, language.value)].join(" · ")}
    </>
  );
}

function NoResponses({ reason }: { reason: "summative" | "early" | "none" }): JSX.Element {
  const texts = words.value.responses;
  return <Empty title={texts[reason]}>{texts[`${reason}Next`]}</Empty>;
}

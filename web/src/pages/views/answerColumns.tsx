import type { ItemStudents, StudentAnswer } from "../../api/items.ts";
import type { Column, CsvField } from "../../components/DataTable.tsx";
import { date, NONE, percent, shortGrade, studentName } from "../../format/format.ts";
import type { Dictionary } from "../../i18n/en.ts";
import { href } from "../../router/routes.ts";
import { AnswerCell, answerText, readable, traitFigures } from "./Answer.tsx";
import type { Words } from "./words.ts";

/** The columns of the students' answers to one item. */
export function answerColumns(data: ItemStudents, words: Words, language: string): Column<StudentAnswer>[] {
  const texts = words.answers;
  const hasOptions = data.students.some((row) => row.options !== null);
  return [
    studentColumn(words, data),
    {
      key: "response",
      heading: hasOptions ? texts.chosen : texts.response,
      value: answerText,
      cell: (row) => <AnswerCell answer={row} />,
      csv: [{ heading: texts.response, value: (row) => row.options?.join(" ") ?? (row.response && readable(row.response)) }],
    },
    ...pointsColumns<StudentAnswer>(words, language),
    ...traitColumns(data.students, words),
    {
      key: "date",
      heading: texts.date,
      value: (row) => row.completed_on,
      cell: (row) => <span class="nowrap">{date(row.completed_on, language)}</span>,
    },
    { key: "session", heading: texts.session, value: (row) => row.session_id },
    { key: "grade", heading: texts.grade, value: (row) => shortGrade(row.enrolled_grade) },
    { key: "school", heading: texts.school, value: (row) => row.school.name },
  ];
}

/** The student's name, which leads to the answers of the same student to all items. */
function studentColumn(words: Words, data: ItemStudents): Column<StudentAnswer> {
  const { student, noName } = words.answers;
  return {
    key: "student",
    heading: student,
    value: (row) => studentName(row.last_name, row.first_name) || null,
    cell: (row) => (
      <a href={examHref(row, data.assessment.id)}>{studentName(row.last_name, row.first_name) || noName}</a>
    ),
    csv: [
      { heading: words.answers.student, value: (row) => studentName(row.last_name, row.first_name) },
    ],
  };
}

function examHref({ reference, opportunity_id: opportunityId }: StudentAnswer, assessment: string): string {
  return href("studentExam", { reference, opportunityId }, { assessment });
}

interface Scored {
  points: number | null;
  max_points: number | null;
  correctness: number | null;
}

/** Points earned, points there are, and the share that is. */
export function pointsColumns<Row extends Scored>(words: Words, language: string): Column<Row>[] {
  const texts = words.answers;
  return [
    {
      key: "points",
      heading: texts.points,
      numeric: true,
      value: (row) => row.points,
      cell: (row) => row.points ?? <span class="quiet">{texts.notScored}</span>,
    },
    { key: "max", heading: texts.max, numeric: true, value: (row) => row.max_points },
    {
      key: "correctness",
      heading: texts.correctness,
      numeric: true,
      value: (row) => row.correctness,
      cell: (row) => (row.correctness === null ? NONE : percent(row.correctness * 100, language)),
    },
  ];
}

function traitColumns(students: readonly StudentAnswer[], words: Words): Column<StudentAnswer>[] {
  if (students.every((row) => row.traits === null)) return [];
  return traitFigures(null).map(({ key, name }) => ({
    key: `trait-${key}`,
    heading: name,
    numeric: key !== "condition_code",
    value: (row) => row.traits?.[key],
    cell: (row) => {
      const value = row.traits?.[key] ?? null;
      if (value === null) return NONE;
      return key === "condition_code" ? (words.writing.conditionNames[value] ?? value) : value;
    },
  }));
}

/** The ids that only stand in files. */
export function answerIds(data: ItemStudents, words: Words, csv: Dictionary["csv"]): CsvField<StudentAnswer>[] {
  return [
    { heading: csv.studentId, value: (row) => row.student_id },
    { heading: words.info.id, value: () => data.item.key },
    { heading: csv.assessmentId, value: () => data.assessment.id },
    { heading: csv.schoolId, value: (row) => row.school.id },
    { heading: csv.year, value: () => data.school_year },
  ];
}

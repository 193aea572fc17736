import type { JSX } from "preact";
import type { HistoryResult } from "../../api/students.ts";
import type { Level } from "../../api/types.ts";
import { Chip } from "../../components/Chip.tsx";
import type { Column, CsvField } from "../../components/DataTable.tsx";
import { deliveredLang } from "../../components/Delivered.tsx";
import { LevelLabel } from "../../components/LevelLabel.tsx";
import { date, NONE, schoolYear, scoreWithError, shortGrade } from "../../format/format.ts";
import { levelName } from "../../format/levels.ts";
import type { Dictionary } from "../../i18n/en.ts";
import { resultsHref } from "../../router/population.ts";
import { href } from "../../router/routes.ts";
import { gradeOrder, marks } from "../results/student.ts";
import { words as resultsWords } from "../results/words.ts";
import type { Scores } from "./HistoryFilters.tsx";
import type { StudentWords } from "./words.ts";

/** Items are delivered from this school year on. */
export const FIRST_ITEM_YEAR = 2018;

interface Asked {
  scores: Scores;
  /** The claims or composites to show in place of the overall score. */
  parts: readonly { code: string; name: string }[];
  words: StudentWords;
  language: string;
}

/** The columns of a student's results in one subject. */
export function historyColumns({ scores, parts, words, language }: Asked): Column<HistoryResult>[] {
  const texts = words.table;
  return [
    {
      key: "assessment",
      heading: texts.assessment,
      value: (row) => row.assessment.label,
      cell: (row) => (
        <a href={toResults(row)} lang={deliveredLang()}>
          {row.assessment.label}
        </a>
      ),
    },
    {
      key: "date",
      heading: texts.date,
      value: (row) => row.completed_on,
      cell: (row) => <span class="nowrap">{date(row.completed_on, language)}</span>,
    },
    ...(scores === "overall" ? overallColumns(words, language) : parts.map((part) => partColumn(part, scores, words, language))),
    {
      key: "status",
      heading: texts.status,
      value: (row) => statusText(row),
      cell: (row) => <Status row={row} />,
    },
    {
      key: "responses",
      heading: texts.responses,
      fixed: true,
      value: () => null,
      cell: (row) => <Responses row={row} words={words} />,
      csv: [],
    },
    {
      key: "year",
      heading: texts.year,
      value: (row) => row.assessment.school_year,
      cell: (row) => <span class="nowrap">{schoolYear(row.assessment.school_year)}</span>,
    },
    {
      key: "grade",
      heading: texts.grade,
      value: (row) => gradeOrder(row.enrolled_grade),
      cell: (row) => shortGrade(row.enrolled_grade),
      csv: [{ heading: texts.grade, value: (row) => row.enrolled_grade }],
    },
    { key: "school", heading: texts.school, value: (row) => row.school.name },
  ];
}

/** The same assessment's results at the school where the student took it. */
function toResults({ school, assessment }: HistoryResult): string {
  const population = { kind: "school", id: school.id } as const;
  return resultsHref({ population, assessmentId: assessment.id, year: assessment.school_year, filters: {} });
}

function overallColumns(words: StudentWords, language: string): Column<HistoryResult>[] {
  const texts = words.table;
  return [
    {
      key: "level",
      heading: texts.level,
      value: (row) => row.level?.level,
      cell: (row) => levelOr(row.level),
      csv: [
        { heading: texts.level, value: (row) => row.level?.level },
        { heading: words.csv.levelName, value: (row) => row.level && levelName(row.level, language) },
      ],
    },
    {
      key: "score",
      heading: texts.score,
      value: (row) => row.scale_score,
      cell: (row) => <span class="nowrap">{scoreWithError(row.scale_score, row.standard_error)}</span>,
      csv: [],
    },
  ];
}

function partColumn({ code, name }: { code: string; name: string }, scores: Scores, words: StudentWords, language: string): Column<HistoryResult> {
  const of = (row: HistoryResult) => (scores === "claims" ? row.claims : row.alternates).find((each) => each.code === code);
  return {
    key: `${scores}-${code}`,
    heading: name,
    delivered: true,
    value: (row) => of(row)?.level?.level,
    cell: (row) => (
      <span class="part-score">
        {levelOr(of(row)?.level)}
        {scores === "alternates" && <span class="nowrap">{alternateScore(row, code)}</span>}
      </span>
    ),
    csv: [
      { heading: words.csv.partLevel(name), value: (row) => of(row)?.level?.level },
      { heading: words.csv.partName(name), value: (row) => nameOfLevel(of(row)?.level, language) },
      { heading: words.csv.partScore(name), value: (row) => of(row)?.scale_score },
    ],
  };
}

function nameOfLevel(level: Level | null | undefined, language: string): string | null {
  return level ? levelName(level, language) : null;
}

function alternateScore(row: HistoryResult, code: string): string {
  const found = row.alternates.find((each) => each.code === code);
  return scoreWithError(found?.scale_score, found?.standard_error);
}

function levelOr(level: Level | null | undefined): JSX.Element | string {
  return level ? <LevelLabel level={level} short /> : NONE;
}

function statusText(row: HistoryResult): string {
  const texts = resultsWords.value.table;
  return marks(row, texts).map(({ label }) => label).join(", ") || texts.complete;
}

function Status({ row }: { row: HistoryResult }): JSX.Element {
  const texts = resultsWords.value.table;
  const found = marks(row, texts);
  if (found.length === 0) return <span class="quiet">{texts.complete}</span>;
  return (
    <span class="chips">
      {found.map(({ label, tone }) => (
        <Chip key={label} tone={tone}>
          {label}
        </Chip>
      ))}
    </span>
  );
}

/** What was answered, where items are shown at all. */
function Responses({ row, words }: { row: HistoryResult; words: StudentWords }): JSX.Element {
  const { reference, opportunity_id: opportunityId, assessment } = row;
  const shown = assessment.type.code !== "sum" && assessment.school_year >= FIRST_ITEM_YEAR;
  if (!shown) return <>{NONE}</>;
  const to = href("studentExam", { reference, opportunityId }, { assessment: assessment.id });
  return (
    <a href={to} aria-label={words.table.responsesTo(assessment.label)}>
      {words.table.responses}
    </a>
  );
}

/** What only stands in files; the student is named there, since a file is taken away on purpose. */
export function historyIds(words: StudentWords, csv: Dictionary["csv"]): CsvField<HistoryResult>[] {
  return [
    { heading: words.table.type, value: (row) => row.assessment.type.name },
    { heading: words.csv.score, value: (row) => row.scale_score },
    { heading: words.csv.error, value: (row) => row.standard_error },
    { heading: words.csv.low, value: (row) => row.error_band?.low },
    { heading: words.csv.high, value: (row) => row.error_band?.high },
    { heading: csv.studentId, value: (row) => row.student_id },
    { heading: csv.lastName, value: (row) => row.last_name },
    { heading: csv.firstName, value: (row) => row.first_name },
    { heading: words.csv.session, value: (row) => row.session_id },
    { heading: csv.schoolId, value: (row) => row.school.id },
    { heading: csv.assessmentId, value: (row) => row.assessment.id },
    { heading: words.filters.subject, value: (row) => row.assessment.subject.code },
  ];
}

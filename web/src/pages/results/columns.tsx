import type { JSX } from "preact";
import type { Level, Student, Summary } from "../../api/types.ts";
import { Chip } from "../../components/Chip.tsx";
import type { Column } from "../../components/DataTable.tsx";
import { LevelLabel } from "../../components/LevelLabel.tsx";
import { ScoreStrip } from "../../components/ScoreStrip.tsx";
import { date, NONE, scoreWithError, shortGrade, studentName } from "../../format/format.ts";
import { knownRange } from "../../format/levels.ts";
import { href } from "../../router/routes.ts";
import { gradeOrder, isBlock, type Mark, marks } from "./student.ts";
import type { ResultsWords } from "./words.ts";

/** Which scores the table shows. */
export type Scores = "overall" | "claims" | "alternates";

type Words = ResultsWords["table"];

interface Asked {
  summary: Summary;
  scores: Scores;
  students: readonly Student[];
  words: Words;
  language: string;
}

/** The columns of the student table; what they show stands in the CSV file in more detail. */
export function studentColumns({ summary, scores, students, words, language }: Asked): Column<Student>[] {
  return [
    nameColumn(words),
    ...scoreColumns(summary, scores, words),
    ...(students.some((each) => each.percentile !== null) ? [percentileColumn(words)] : []),
    ...takingColumns(words, language),
    ...(students.some((each) => each.transfer) ? [schoolColumn(words)] : []),
    ...(summary.views.includes("items") ? [responsesColumn(summary.assessment.id, words)] : []),
  ];
}

function nameColumn(words: Words): Column<Student> {
  return {
    key: "name",
    heading: words.name,
    csv: [],
    value: (row) => nameOf(row) || null,
    cell: (row) => <a href={href("student", { reference: row.reference })}>{nameOf(row) || words.noName}</a>,
  };
}

/** "Last, First" of a student. */
export function nameOf(row: Student): string {
  return studentName(row.last_name, row.first_name);
}

function scoreColumns(summary: Summary, scores: Scores, words: Words): Column<Student>[] {
  if (scores === "claims") return claimColumns(summary);
  if (scores === "alternates") return alternateColumns(summary);
  const range = knownRange(summary.score_range);
  const cut = cutScore(summary);
  return [
    {
      key: "level",
      heading: isBlock(summary) ? words.category : words.level,
      csv: [],
      value: (row) => row.level?.level,
      cell: (row) => levelOr(row.level),
    },
    {
      key: "score",
      heading: words.score,
      csv: [],
      value: (row) => row.scale_score,
      cell: (row) => <ScoreStrip student={row} range={range} cut={cut} />,
    },
  ];
}

function claimColumns(summary: Summary): Column<Student>[] {
  return summary.claims.map(({ code, name }) => {
    const levelOf = (row: Student) => row.claims.find((each) => each.code === code)?.level ?? null;
    return {
      key: `claim-${code}`,
      heading: name,
      delivered: true,
      csv: [],
      value: (row) => levelOf(row)?.level,
      cell: (row) => levelOr(levelOf(row)),
    };
  });
}

function alternateColumns(summary: Summary): Column<Student>[] {
  return summary.alternates.map(({ code, name }) => {
    const of = (row: Student) => row.alternates.find((each) => each.code === code);
    return {
      key: `alternate-${code}`,
      heading: name,
      delivered: true,
      csv: [],
      value: (row) => of(row)?.scale_score ?? of(row)?.level?.level,
      cell: (row) => (
        <span class="level-score">
          {levelOr(of(row)?.level)}
          <span class="nowrap">{scoreWithError(of(row)?.scale_score, of(row)?.standard_error)}</span>
        </span>
      ),
    };
  });
}

function percentileColumn(words: Words): Column<Student> {
  return { key: "percentile", heading: words.percentile, numeric: true, csv: [], value: (row) => row.percentile };
}

function takingColumns(words: Words, language: string): Column<Student>[] {
  return [
    {
      key: "date",
      heading: words.date,
      csv: [],
      value: (row) => row.completed_on,
      cell: (row) => <span class="nowrap">{date(row.completed_on, language)}</span>,
    },
    {
      key: "status",
      heading: words.status,
      csv: [],
      value: (row) => marks(row, words).map((each) => each.label).join(" "),
      cell: (row) => <Marks marks={marks(row, words)} none={words.complete} />,
    },
    {
      key: "grade",
      heading: words.grade,
      csv: [],
      value: (row) => gradeOrder(row.enrolled_grade),
      cell: (row) => shortGrade(row.enrolled_grade),
    },
    { key: "session", heading: words.session, csv: [], value: (row) => row.session_id },
  ];
}

/** Where the test was taken: there only where it is not the same school in every row. */
function schoolColumn(words: Words): Column<Student> {
  return {
    key: "school",
    heading: words.school,
    csv: [],
    value: (row) => row.school.name,
    cell: (row) => <School row={row} words={words} />,
  };
}

/** What each student answered, where results by item are shown. */
function responsesColumn(assessment: string, words: Words): Column<Student> {
  return {
    key: "responses",
    heading: words.responses,
    fixed: true,
    csv: [],
    value: () => null,
    cell: (row) => (
      <a
        href={href("studentExam", { reference: row.reference, opportunityId: row.opportunity_id }, { assessment })}
        aria-label={words.responsesOf(nameOf(row) || words.noName)}
      >
        {words.responses}
      </a>
    ),
  };
}

function School({ row, words }: { row: Student; words: Words }): JSX.Element {
  return (
    <span class="chips">
      {row.school.name}
      {row.transfer && <Chip tone="warn">{words.transfer}</Chip>}
    </span>
  );
}

function levelOr(level: Level | null | undefined): JSX.Element | string {
  return level ? <LevelLabel level={level} short /> : NONE;
}

function cutScore(summary: Summary): number | null {
  const level = summary.levels.find((each) => each.level === summary.standard_cutoff);
  return level?.low ?? null;
}

function Marks({ marks: found, none }: { marks: readonly Mark[]; none: string }): JSX.Element {
  if (found.length === 0) return <span class="quiet">{none}</span>;
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

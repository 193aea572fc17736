import type { Level, Student, Summary } from "../../api/types.ts";
import type { Column } from "../../components/DataTable.tsx";
import { LevelLabel } from "../../components/LevelLabel.tsx";
import { ScoreStrip } from "../../components/ScoreStrip.tsx";
import { date, NONE, shortGrade, studentName } from "../../format/format.ts";
import { knownRange } from "../../format/levels.ts";
import type { Dictionary } from "../../i18n/en.ts";
import { chips, gradeOrder } from "./student.ts";

/** The columns of the student table; every one of them sorts. */
export function studentColumns(summary: Summary, words: Dictionary, language: string): Column<Student>[] {
  const texts = words.students;
  const range = knownRange(summary.score_range);
  const cut = cutScore(summary);
  return [
    {
      key: "name",
      heading: texts.name,
      value: (row) => studentName(row.last_name, row.first_name) || null,
      cell: (row) => studentName(row.last_name, row.first_name) || texts.noName,
    },
    {
      key: "level",
      heading: texts.level,
      value: (row) => row.level?.level,
      cell: (row) => levelOr(row.level),
    },
    {
      key: "score",
      heading: texts.score,
      value: (row) => row.scale_score,
      cell: (row) => <ScoreStrip student={row} range={range} cut={cut} />,
    },
    ...claimColumns(summary),
    {
      key: "date",
      heading: texts.date,
      value: (row) => row.completed_on,
      cell: (row) => <span class="nowrap">{date(row.completed_on, language)}</span>,
    },
    {
      key: "status",
      heading: texts.status,
      value: (row) => chips(row, texts).join(" "),
      cell: (row) => <StatusChips names={chips(row, texts)} complete={texts.complete} />,
    },
    {
      key: "grade",
      heading: texts.grade,
      value: (row) => gradeOrder(row.enrolled_grade),
      cell: (row) => shortGrade(row.enrolled_grade),
    },
    { key: "session", heading: texts.session, value: (row) => row.session_id },
  ];
}

function claimColumns(summary: Summary): Column<Student>[] {
  return summary.claims.map((claim) => {
    const levelOf = (row: Student) => row.claims.find((each) => each.code === claim.code)?.level ?? null;
    return {
      key: `claim-${claim.code}`,
      heading: claim.name,
      delivered: true,
      value: (row) => levelOf(row)?.level,
      cell: (row) => levelOr(levelOf(row)),
    };
  });
}

function levelOr(level: Level | null | undefined) {
  return level ? <LevelLabel level={level} short /> : NONE;
}

function cutScore(summary: Summary): number | null {
  const level = summary.levels.find((each) => each.level === summary.standard_cutoff);
  return level?.low ?? null;
}

function StatusChips({ names, complete }: { names: readonly string[]; complete: string }) {
  if (names.length === 0) return <span class="quiet">{complete}</span>;
  return (
    <span class="chips">
      {names.map((name) => (
        <span key={name} class="usa-tag">
          {name}
        </span>
      ))}
    </span>
  );
}

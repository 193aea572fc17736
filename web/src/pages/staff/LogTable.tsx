import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Access } from "../../api/activity.ts";
import type { Column } from "../../components/DataTable.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { moment } from "../../format/elapsed.ts";
import { count } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { roleName } from "../../i18n/roles.ts";
import { href } from "../../router/routes.ts";
import { DeedCell, KindChip } from "./Deed.tsx";
import { deedText, schoolsText } from "./deeds.ts";
import { choose } from "./LogFilters.tsx";
import { logWords } from "./logWords.ts";

type Row = Access & { place: number };

interface Props {
  entries: readonly Access[];
  more: boolean;
  /** The id of the one student who is looked for. */
  student: string;
}

/** The entries, the newest first; each opens to the students it named. */
export function LogTable({ entries, more, student }: Props): JSX.Element {
  const words = logWords.value;
  const rows = useMemo(() => entries.map((each, place) => ({ ...each, place })), [entries]);
  const columns = useMemo(() => columnsOf(language.value), [words]);
  const [open, setOpen] = useState<string | null>(null);
  const keyOf = (row: Row) => `${row.request_id} ${row.place}`;
  return (
    <ReportTable
      caption={words.log.title}
      columns={columns}
      rows={rows}
      keyOf={keyOf}
      sortedBy="-at"
      file={[words.log.file]}
      ids={[
        { heading: words.columns.schoolId, value: (row) => row.school_ids.join(" ") },
        { heading: words.columns.assessmentId, value: (row) => row.assessment_id },
        { heading: words.columns.organization, value: (row) => row.organization_id },
        { heading: words.columns.ids, value: (row) => row.student_ids.join(" ") },
        { heading: words.columns.route, value: (row) => row.route },
        { heading: words.columns.detail, value: (row) => row.detail },
        { heading: words.columns.request, value: (row) => row.request_id },
      ]}
      count={words.shown(rows.length, more)}
      expansion={{
        key: open,
        toggle: (row) => setOpen(open === keyOf(row) ? null : keyOf(row)),
        label: (row) => words.log.showStudents(row.students),
        detail: (row) => <Students row={row} student={student} />,
      }}
    />
  );
}

function Students({ row, student }: { row: Row; student: string }): JSX.Element {
  const texts = logWords.value.log;
  if (row.student_ids.length === 0) return <p>{texts.noStudents}</p>;
  return (
    <>
      <h3>{texts.studentsTitle}</h3>
      {student && row.students > 1 && <p class="quiet">{texts.onlyOne(row.students)}</p>}
      <ul class="log-students">
        {row.student_ids.map((id, at) => (
          <li key={id}>
            <a href={href("student", { reference: row.references[at] ?? "" })}>{id}</a>
          </li>
        ))}
      </ul>
      {row.detail && <p class="quiet">{row.detail}</p>}
    </>
  );
}

function columnsOf(spoken: string): Column<Row>[] {
  const words = logWords.peek();
  const heads = words.columns;
  return [
    { key: "at", heading: heads.at, value: (row) => row.at, cell: (row) => <time dateTime={row.at}>{moment(row.at, spoken)}</time> },
    {
      key: "who",
      heading: heads.who,
      value: (row) => row.username,
      cell: (row) => (
        <span class="log-who">
          <button type="button" class="link-button log-user" onClick={() => choose("user", row.username, row.username)}>
            {row.username}
          </button>
          <span class="quiet">{roleName(row.role, plain(row.role))}</span>
        </span>
      ),
      csv: [
        { heading: heads.who, value: (row) => row.username },
        { heading: heads.role, value: (row) => row.role },
      ],
    },
    {
      key: "what",
      heading: heads.what,
      value: (row) => deedText(row, words),
      cell: (row) => <DeedCell deed={row} />,
      csv: [
        { heading: heads.what, value: (row) => deedText(row, words) },
        { heading: heads.assessment, value: (row) => row.assessment },
        { heading: heads.year, value: (row) => row.school_year },
      ],
    },
    { key: "kind", heading: heads.kind, value: (row) => words.kinds[row.action], cell: (row) => <KindChip action={row.action} /> },
    { key: "where", heading: heads.where, value: (row) => schoolsText(row.schools, words) },
    { key: "students", heading: heads.students, numeric: true, value: (row) => row.students, cell: (row) => count(row.students, spoken) },
    {
      key: "results",
      heading: heads.results,
      numeric: true,
      value: (row) => row.results,
      cell: (row) => (row.results === null ? words.log.partly : count(row.results, spoken)),
    },
  ];
}

/** A role by its code, where the service names it by nothing else: "Test administrator". */
function plain(role: string): string {
  const text = role.replaceAll("_", " ").toLowerCase().replace(/^(lea|ia|ls) /, (word) => word.toUpperCase());
  return text.replace(/\b(caaspp|elpac)\b/g, (word) => word.toUpperCase()).replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

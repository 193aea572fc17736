import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { isUnderWay, usePolled } from "../../api/polling.ts";
import { deletePrinted, getPrinted, listPrinted, type PrintedReport } from "../../api/printed.ts";
import type { Column } from "../../components/DataTable.tsx";
import { schoolYear } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { href } from "../../router/routes.ts";
import { EmptyTab } from "./EmptyTab.tsx";
import { FileButton } from "./FileButton.tsx";
import { HoldsCell, MadeCell, StatusCell, useReadySaid } from "./JobCells.tsx";
import { JobTable } from "./JobTable.tsx";
import { holdsText, typeNames } from "./jobText.ts";
import { words } from "./words.ts";

/** The printed reports the user had made. */
export function PrintedTab(): JSX.Element {
  const said = words.value;
  const found = usePolled("my printed reports", listPrinted, ({ reports }) => reports.some(isUnderWay));
  const rows = found.data?.reports ?? null;
  useReadySaid(rows);
  const spoken = language.value;
  const columns = useMemo(() => columnsOf(spoken), [spoken]);
  return (
    <JobTable
      {...found}
      caption={said.tab.printed}
      rows={rows}
      columns={columns}
      sortedBy="-made"
      actions={(row, report) =>
        row.status === "completed" && <FileButton name={row.name} address={() => getPrinted(row.id)} report={report} />
      }
      remove={({ id }) => deletePrinted(id)}
      empty={<EmptyTab tab="printed" action={{ label: said.toStudents, href: href("home", {}) }} />}
    />
  );
}

function columnsOf(spoken: string): Column<PrintedReport>[] {
  const said = words.value;
  const { column } = said;
  return [
    {
      key: "name",
      heading: column.name,
      value: (row) => row.name,
      cell: (row) => (
        <>
          {row.name}
          <span class="quiet job-says">{said.kind[row.kind]}</span>
        </>
      ),
    },
    { key: "made", heading: column.made, value: (row) => row.created_at, cell: (row) => <MadeCell at={row.created_at} /> },
    {
      key: "status",
      heading: column.status,
      value: (row) => said.status[row.status],
      cell: (row) => (
        <StatusCell job={row} progress={row.students === null ? null : said.studentsDone(row.students_done, row.students)} />
      ),
    },
    { key: "year", heading: column.year, value: (row) => schoolYear(row.school_year) },
    { key: "types", heading: column.assessments, value: (row) => typeNames(row.types, said) },
    { key: "subjects", heading: column.subjects, value: (row) => row.subjects.join(", ") || said.allSubjects },
    {
      key: "holds",
      heading: column.holds,
      value: (row) => row.students,
      cell: (row) => <HoldsCell text={holds(row, spoken)} until={row.expires_at} />,
    },
  ];
}

function holds({ status, students, pages, bytes, files }: PrintedReport, spoken: string): string {
  const said = words.value;
  const parts = status === "completed" ? [students !== null && said.reports(students), said.pages(pages)] : [];
  return holdsText(parts, bytes, files > 1 ? "zip" : "pdf", said, spoken);
}

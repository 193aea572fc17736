import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { isUnderWay, usePolled } from "../../api/polling.ts";
import { deletePrinted, getPrinted, listPrinted, type PrintedReport } from "../../api/printed.ts";
import type { Column } from "../../components/DataTable.tsx";
import { moment } from "../../format/elapsed.ts";
import { schoolYear } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { href } from "../../router/routes.ts";
import { EmptyTab } from "./EmptyTab.tsx";
import { FileButton } from "./FileButton.tsx";
import { MadeCell, StatusCell, useReadySaid } from "./JobCells.tsx";
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
    { key: "name", heading: column.name, value: (row) => row.name },
    { key: "made", heading: column.made, value: (row) => row.created_at, cell: (row) => <MadeCell at={row.created_at} /> },
    {
      key: "status",
      heading: column.status,
      value: (row) => said.status[row.status],
      cell: (row) => (
        <StatusCell job={row} progress={row.students === null ? null : said.studentsDone(row.students_done, row.students)} />
      ),
    },
    { key: "kind", heading: column.type, value: (row) => said.kind[row.kind] },
    { key: "year", heading: column.year, value: (row) => schoolYear(row.school_year) },
    { key: "types", heading: column.assessments, value: (row) => typeNames(row.types, said) },
    { key: "subjects", heading: column.subjects, value: (row) => row.subjects.join(", ") || said.allSubjects },
    {
      key: "holds",
      heading: column.holds,
      value: (row) => row.students,
      cell: (row) =>
        holdsText(
          row.status === "completed" ? [row.students !== null && said.reports(row.students), said.pages(row.pages)] : [],
          row.bytes,
          row.files > 1 ? "zip" : "pdf",
          said,
          spoken,
        ),
    },
    { key: "expires", heading: column.expires, value: (row) => row.expires_at, cell: (row) => moment(row.expires_at, spoken) },
  ];
}

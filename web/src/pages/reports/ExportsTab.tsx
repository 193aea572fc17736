import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { deleteExport, type Export, getExport, listExports } from "../../api/exports.ts";
import { isUnderWay, usePolled } from "../../api/polling.ts";
import type { Column } from "../../components/DataTable.tsx";
import { count, schoolYear } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { href } from "../../router/routes.ts";
import { EmptyTab } from "./EmptyTab.tsx";
import { FileButton } from "./FileButton.tsx";
import { HoldsCell, MadeCell, StatusCell, useReadySaid } from "./JobCells.tsx";
import { JobTable } from "./JobTable.tsx";
import { holdsText, typeNames } from "./jobText.ts";
import { words } from "./words.ts";

/** The exports the user had made. */
export function ExportsTab(): JSX.Element {
  const said = words.value;
  const found = usePolled("my exports", listExports, ({ exports }) => exports.some(isUnderWay));
  const rows = found.data?.exports ?? null;
  useReadySaid(rows);
  const spoken = language.value;
  const columns = useMemo(() => columnsOf(spoken), [spoken]);
  return (
    <JobTable
      {...found}
      caption={said.tab.exports}
      rows={rows}
      columns={columns}
      sortedBy="-made"
      actions={(row, report) =>
        row.status === "completed" && <FileButton name={row.name} address={() => getExport(row.id)} report={report} />
      }
      remove={({ id }) => deleteExport(id)}
      empty={<EmptyTab tab="exports" action={{ label: said.newExport, href: href("newExport", {}) }} />}
    />
  );
}

function columnsOf(spoken: string): Column<Export>[] {
  const said = words.value;
  const { column } = said;
  return [
    { key: "name", heading: column.name, value: (row) => row.name },
    { key: "made", heading: column.made, value: (row) => row.created_at, cell: (row) => <MadeCell at={row.created_at} /> },
    {
      key: "status",
      heading: column.status,
      value: (row) => said.status[row.status],
      cell: (row) => <StatusCell job={row} progress={said.schoolsDone(row.schools_done, row.schools)} />,
    },
    {
      key: "places",
      heading: column.places,
      value: (row) => row.schools,
      cell: (row) => (row.district_id ? `${said.district} (${said.schools(row.schools)})` : said.schools(row.schools)),
    },
    { key: "year", heading: column.year, value: (row) => schoolYear(row.school_year) },
    { key: "types", heading: column.assessments, value: (row) => typeNames(row.types, said) },
    {
      key: "holds",
      heading: column.holds,
      value: (row) => row.rows,
      cell: (row) => {
        const rows = row.status === "completed" && said.rows(count(row.rows, spoken));
        return <HoldsCell text={holdsText([rows], row.bytes, row.format, said, spoken)} until={row.expires_at} />;
      },
    },
  ];
}

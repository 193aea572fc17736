import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { type AggregateReport, deleteReport, listReports } from "../../api/aggregates.ts";
import { isUnderWay, usePolled } from "../../api/polling.ts";
import type { Column } from "../../components/DataTable.tsx";
import { schoolYear } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { href } from "../../router/routes.ts";
import { words as aggregateWords } from "../aggregate/words.ts";
import { EmptyTab } from "./EmptyTab.tsx";
import { MadeCell, StatusCell, useReadySaid } from "./JobCells.tsx";
import { JobTable } from "./JobTable.tsx";
import { words } from "./words.ts";

/** The aggregate reports the user had made. */
export function AggregateTab(): JSX.Element {
  const said = words.value;
  const found = usePolled("my aggregate reports", listReports, ({ reports }) => reports.some(isUnderWay));
  const rows = found.data?.reports ?? null;
  useReadySaid(rows);
  const spoken = language.value;
  const columns = useMemo(columnsOf, [spoken]);
  return (
    <JobTable
      {...found}
      caption={said.tab.aggregate}
      rows={rows}
      columns={columns}
      sortedBy="-made"
      actions={() => null}
      remove={({ id }) => deleteReport(id)}
      empty={<EmptyTab tab="aggregate" action={{ label: said.newAggregate, href: href("aggregate", {}) }} />}
    />
  );
}

function columnsOf(): Column<AggregateReport>[] {
  const { column, types } = words.value;
  return [
    {
      key: "name",
      heading: column.name,
      value: (row) => row.name,
      cell: (row) => <a href={href("aggregateReport", { reportId: row.id })}>{row.name}</a>,
    },
    { key: "made", heading: column.made, value: (row) => row.created_at, cell: (row) => <MadeCell at={row.created_at} /> },
    { key: "status", heading: column.status, value: (row) => words.value.status[row.status], cell: (row) => <StatusCell job={row} /> },
    { key: "type", heading: column.type, value: (row) => aggregateWords.value.types[row.type] },
    { key: "assessments", heading: column.assessments, value: (row) => types[row.definition.assessment_type] },
    { key: "subjects", heading: column.subjects, value: (row) => row.subjects.join(", ") },
    { key: "years", heading: column.years, value: (row) => [...row.school_years].sort().map(schoolYear).join(", ") },
  ];
}

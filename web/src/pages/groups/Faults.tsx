import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { GroupFinding } from "../../api/groups.ts";
import type { Column } from "../../components/DataTable.tsx";
import { Delivered } from "../../components/Delivered.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { lineOf } from "./file.ts";
import { importWords } from "./importWords.ts";

/** What is wrong with a file, row by row, and how to mend it. */
export function Faults({ findings }: { findings: readonly GroupFinding[] }): JSX.Element {
  const texts = importWords.value;
  const rows = useMemo(() => findings.map((each, at) => ({ ...each, at, line: lineOf(each.where) })), [findings]);
  const columns = useMemo(() => columnsOf(), [texts]);
  return (
    <ReportTable
      name="faults"
      caption={texts.findings.what}
      columns={columns}
      rows={rows}
      keyOf={(row) => String(row.at)}
      sortedBy="row"
      file={[texts.findings.file]}
      ids={[{ heading: texts.findings.code, value: (row) => row.code }]}
    />
  );
}

type Fault = GroupFinding & { at: number; line: number | null };

function columnsOf(): Column<Fault>[] {
  const { findings: heads, faults } = importWords.peek();
  const what = (row: Fault) => faults[row.code]?.what ?? row.message;
  const mend = (row: Fault) => faults[row.code]?.mend ?? row.message;
  return [
    { key: "row", heading: heads.row, value: (row) => row.line },
    { key: "column", heading: heads.column, value: (row) => row.element || heads.whole, cell: (row) => (row.element ? <code>{row.element}</code> : heads.whole) },
    { key: "what", heading: heads.what, value: what, cell: (row) => <span class="fault">{faults[row.code] ? what(row) : <Delivered>{row.message}</Delivered>}</span> },
    {
      key: "mend",
      heading: heads.mend,
      fixed: true,
      value: mend,
      cell: (row) => <span class="fault">{faults[row.code] ? mend(row) : <Delivered>{row.message}</Delivered>}</span>,
    },
  ];
}

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Column } from "../../components/DataTable.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { useSelection } from "../../components/useSelection.ts";
import { Exhibit, State } from "./GalleryPage.tsx";
import { type Row, ROWS } from "./samples.ts";

const COLUMNS: Column<Row>[] = [
  { key: "name", heading: "Student", value: (row) => row.name },
  { key: "grade", heading: "Grade", value: (row) => row.grade, numeric: true },
  { key: "score", heading: "Scale score", value: (row) => row.score, numeric: true },
];

const keyOf = (row: Row) => row.id;

/** The one table of all reports. */
export function Tables(): JSX.Element {
  const many = useMemo(() => Array.from({ length: 450 }, (_, place) => ({ ...(ROWS[place % 3] as Row), id: String(place) })), []);
  return (
    <Exhibit name="ReportTable">
      <State name="sorted, with a CSV file">
        <ReportTable name="g1" caption="Sorted" columns={COLUMNS} rows={ROWS} keyOf={keyOf} sortedBy="name" file={["gallery"]} />
      </State>
      <State name="rows chosen">
        <Chosen />
      </State>
      <State name="rows that open">
        <Opening />
      </State>
      <State name="more than a page">
        <div class="exhibit-tall">
          <ReportTable name="g4" caption="Many" columns={COLUMNS} rows={many} keyOf={keyOf} sortedBy="-score" file={null} />
        </div>
      </State>
    </Exhibit>
  );
}

function Chosen(): JSX.Element {
  const selection = useSelection<Row>(keyOf, (row) => `Choose ${row.name}`);
  useMemo(() => selection.toggle(ROWS[0] as Row, true), []);
  return (
    <ReportTable name="g2" caption="Chosen" columns={COLUMNS} rows={ROWS} keyOf={keyOf} sortedBy="name" file={null} selection={selection} />
  );
}

function Opening(): JSX.Element {
  const [open, setOpen] = useState<string | null>("c");
  return (
    <ReportTable
      name="g3"
      caption="Opening"
      columns={COLUMNS}
      rows={ROWS}
      keyOf={keyOf}
      sortedBy="name"
      file={null}
      expansion={{
        key: open,
        toggle: (row) => setOpen(open === row.id ? null : row.id),
        label: (row) => `Details of ${row.name}`,
        detail: (row) => <p>What else there is about {row.name}.</p>,
      }}
    />
  );
}

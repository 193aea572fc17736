import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { type AvailabilityEntry, getAvailabilityHistory } from "../../api/availability.ts";
import { useListed } from "../../api/useListed.ts";
import type { Column } from "../../components/DataTable.tsx";
import { Delivered } from "../../components/Delivered.tsx";
import { MoreRows } from "../../components/MoreRows.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { moment } from "../../format/elapsed.ts";
import { schoolYear } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { roleName } from "../../i18n/roles.ts";
import { EVERY_DISTRICT } from "./filter.ts";
import { StatusChip } from "./StatusChip.tsx";
import { words } from "./words.ts";

type Row = AvailabilityEntry & { place: number };

interface Props {
  year: number | null;
  districts: ReadonlyMap<string, string>;
  subjects: ReadonlyMap<string, string>;
}

/** What was moved in a school year, by whom and when. */
export function History({ year, districts, subjects }: Props): JSX.Element {
  const texts = words.value.history;
  const spoken = language.value;
  const list = useListed(`availability history ${year}`, async (cursor, signal) => {
    const { entries, next } = await getAvailabilityHistory(year, cursor, signal);
    return { rows: entries, next };
  });
  const rows = useMemo(() => (list.rows ?? []).map((each, place) => ({ ...each, place })), [list.rows]);
  const columns = useMemo(() => columnsOf(districts, subjects, spoken), [districts, subjects, spoken]);
  if (list.error) return <Failed error={list.error} retry={list.retry} />;
  if (!list.rows) return <Loading />;
  if (rows.length === 0) return <Empty title={texts.none}>{texts.noneWhy}</Empty>;
  return (
    <>
      <ReportTable
        name="history"
        caption={words.value.tabs.history}
        columns={columns}
        rows={rows}
        keyOf={(row) => String(row.place)}
        sortedBy="-at"
        file={[texts.file, year ?? ""]}
        ids={[{ heading: words.value.columns.districtId, value: (row) => row.district_id }]}
        count={texts.shown(rows.length, list.more)}
      />
      <MoreRows list={list} />
    </>
  );
}

function columnsOf(districts: ReadonlyMap<string, string>, subjects: ReadonlyMap<string, string>, spoken: string): Column<Row>[] {
  const { columns: heads, kinds, statuses, history: texts, everyDistrict } = words.peek();
  const districtOf = ({ district_id: id }: Row) => (id === EVERY_DISTRICT ? everyDistrict : (districts.get(id) ?? id));
  const subjectOf = (row: Row) => subjects.get(row.subject) ?? row.subject;
  return [
    { key: "at", heading: texts.at, value: (row) => row.at, cell: (row) => <time dateTime={row.at}>{moment(row.at, spoken)}</time> },
    { key: "who", heading: texts.who, value: (row) => row.username },
    { key: "role", heading: texts.role, value: (row) => (row.role ? roleName(row.role, row.role.replaceAll("_", " ").toLowerCase()) : texts.outside) },
    { key: "year", heading: heads.year, value: (row) => row.school_year, cell: (row) => schoolYear(row.school_year) },
    { key: "district", heading: heads.district, value: districtOf },
    { key: "subject", heading: heads.subject, value: subjectOf, cell: (row) => <Delivered>{subjectOf(row)}</Delivered> },
    { key: "kind", heading: heads.kind, value: (row) => kinds[row.kind] },
    { key: "before", heading: texts.before, value: (row) => statuses[row.before], cell: (row) => <StatusChip status={row.before} /> },
    { key: "after", heading: texts.after, value: (row) => statuses[row.after], cell: (row) => <StatusChip status={row.after} /> },
  ];
}

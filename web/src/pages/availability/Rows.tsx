import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { type AvailabilityFilter, type AvailabilityRow, type AvailabilityStatus } from "../../api/availability.ts";
import type { Listed } from "../../api/useListed.ts";
import type { Column } from "../../components/DataTable.tsx";
import { Delivered } from "../../components/Delivered.tsx";
import { Icon } from "../../components/Icon.tsx";
import { MoreRows } from "../../components/MoreRows.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { useSelection } from "../../components/useSelection.ts";
import { moment } from "../../format/elapsed.ts";
import { count, schoolYear } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { EVERY_DISTRICT, keyOf, STATUSES, targetsOf } from "./filter.ts";
import { MoveDialog } from "./MoveDialog.tsx";
import { StatusChip } from "./StatusChip.tsx";
import { words } from "./words.ts";

interface Props {
  list: Listed<AvailabilityRow>;
  filter: AvailabilityFilter;
  subjects: ReadonlyMap<string, string>;
  onMoved: () => void;
}

/** The rows, to be chosen and moved. */
export function Rows({ list, filter, subjects, onMoved }: Props): JSX.Element {
  const texts = words.value;
  const spoken = language.value;
  const rows = list.rows ?? [];
  const total = list.total ?? rows.length;
  const selection = useSelection<AvailabilityRow>(keyOf, (row) => words.peek().select(nameOf(row, subjects)));
  const [all, setAll] = useState(false);
  const [moving, setMoving] = useState<AvailabilityStatus | null>(null);
  const columns = useMemo(() => columnsOf(subjects, spoken), [subjects, spoken]);
  const chosen = rows.filter((row) => selection.keys.has(keyOf(row)));
  useEffect(() => setAll(false), [selection.keys, JSON.stringify(filter)]);
  const targets = all ? STATUSES.filter((each) => targetsOf(rows).includes(each)) : targetsOf(chosen);
  return (
    <>
      <ReportTable
        caption={texts.title}
        columns={columns}
        rows={rows}
        keyOf={keyOf}
        sortedBy="district"
        file={[texts.file]}
        ids={[{ heading: texts.columns.districtId, value: (row) => row.district.id }]}
        count={texts.count(rows.length, total)}
        selection={selection}
      />
      <MoreRows list={list} />
      <div class={all || chosen.length > 0 ? "move-bar is-ready" : "move-bar"}>
        <p role="status">
          {all ? texts.allChosen(total) : chosen.length > 0 ? texts.chosen(chosen.length) : texts.choose}
          {!all && chosen.length > 0 && targets.length === 0 && ` ${texts.noneMovable}`}
        </p>
        {targets.map((status) => (
          <button key={status} type="button" class="usa-button" onClick={() => setMoving(status)}>
            {texts.move[status]}
          </button>
        ))}
        {list.more && !all && (
          <button type="button" class="usa-button usa-button--outline" onClick={() => setAll(true)}>
            {texts.all(total)}
          </button>
        )}
        {(all || chosen.length > 0) && (
          <button
            type="button"
            class="link-button"
            onClick={() => {
              setAll(false);
              selection.clear();
            }}
          >
            {texts.clear}
          </button>
        )}
      </div>
      {moving && (
        <MoveDialog
          status={moving}
          rows={all ? rows : chosen}
          filter={all ? filter : null}
          onDone={() => {
            selection.clear();
            onMoved();
          }}
          onClose={() => setMoving(null)}
        />
      )}
    </>
  );
}

/** A row in words: what its box is called. */
function nameOf({ district, subject, kind, school_year: year }: AvailabilityRow, subjects: ReadonlyMap<string, string>): string {
  const { kinds } = words.peek();
  return [districtName(district), subjects.get(subject) ?? subject, kinds[kind], schoolYear(year)].join(", ");
}

/** A district by name; all of them at once are named by us. */
export function districtName({ id, name }: AvailabilityRow["district"]): string {
  return id === EVERY_DISTRICT ? words.peek().everyDistrict : name;
}

function columnsOf(subjects: ReadonlyMap<string, string>, spoken: string): Column<AvailabilityRow>[] {
  const texts = words.peek();
  const heads = texts.columns;
  const subjectOf = (row: AvailabilityRow) => subjects.get(row.subject) ?? row.subject;
  return [
    { key: "district", heading: heads.district, value: (row) => districtName(row.district) },
    { key: "year", heading: heads.year, value: (row) => row.school_year, cell: (row) => schoolYear(row.school_year) },
    { key: "subject", heading: heads.subject, value: subjectOf, cell: (row) => <Delivered>{subjectOf(row)}</Delivered> },
    { key: "kind", heading: heads.kind, value: (row) => texts.kinds[row.kind] },
    { key: "results", heading: heads.results, numeric: true, value: (row) => row.results, cell: (row) => count(row.results, spoken) },
    { key: "status", heading: heads.status, value: (row) => texts.statuses[row.status], cell: (row) => <StatusChip status={row.status} /> },
    {
      key: "changed",
      heading: heads.changed,
      value: (row) => row.changed_at,
      cell: (row) => (row.changed_at ? <time class="move-since" dateTime={row.changed_at}>{moment(row.changed_at, spoken)}</time> : texts.never),
    },
    { key: "next", heading: heads.next, fixed: true, value: nextOf, cell: (row) => <Next row={row} /> },
  ];
}

function nextOf(row: AvailabilityRow): string {
  const texts = words.peek();
  return row.may_become.length > 0 ? row.may_become.map((each) => texts.may[each]).join(", ") : texts.why[row.status];
}

function Next({ row }: { row: AvailabilityRow }): JSX.Element {
  const can = row.may_become.length > 0;
  return (
    <span class={can ? "move-next" : "move-next quiet"}>
      {!can && <Icon name="info" />} {nextOf(row)}
    </span>
  );
}

import { Fragment, type ComponentChildren, type JSX } from "preact";
import { useId, useMemo } from "preact/hooks";
import type { Cell } from "../csv/csv.ts";
import { NONE } from "../format/format.ts";
import type { Sort, SortValue } from "../format/sort.ts";
import { text } from "../i18n/index.ts";
import { deliveredLang } from "./Delivered.tsx";
import { Icon } from "./Icon.tsx";

/** What a column says in a CSV file; one column of the screen may be several there. */
export interface CsvField<Row> {
  heading: string;
  value: (row: Row) => Cell;
}

/** One column: what it sorts by, and what a cell shows where that is more than the value. */
export interface Column<Row> {
  key: string;
  heading: string;
  value: (row: Row) => SortValue;
  cell?: (row: Row) => ComponentChildren;
  numeric?: boolean;
  /** The heading is delivered text, not ours. */
  delivered?: boolean;
  /** Not a thing to sort by: a column of buttons. */
  fixed?: boolean;
  /** What it is in the CSV file: its heading and value where nothing is said, nothing where empty. */
  csv?: readonly CsvField<Row>[];
}

/** Rows that are chosen, by key; see `useSelection`. */
export interface Selection<Row> {
  keys: ReadonlySet<string>;
  toggle: (row: Row, on: boolean) => void;
  toggleAll: (rows: readonly Row[], on: boolean) => void;
  /** What the box of a row is called. */
  label: (row: Row) => string;
}

/** Rows that open, by key. */
export interface Expansion<Row> {
  key: string | null;
  toggle: (row: Row) => void;
  label: (row: Row) => string;
  detail: (row: Row) => ComponentChildren;
}

interface Props<Row extends object> {
  caption: string;
  /** Kept between renderings where nothing changes in them: a row is drawn anew when they do. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  sort: Sort;
  onSort: (key: string) => void;
  selection?: Selection<Row> | undefined;
  expansion?: Expansion<Row> | undefined;
  rowClass?: ((row: Row) => string | undefined) | undefined;
}

/** A native table whose first column heads the row; wider than the page, it scrolls by itself. */
export function DataTable<Row extends object>(props: Props<Row>): JSX.Element {
  const { caption, columns, rows, keyOf, sort, onSort, selection, expansion, rowClass } = props;
  const id = useId();
  return (
    <div class="table-scroll" role="group" aria-labelledby={id} tabIndex={0}>
      <table class="usa-table data-table">
        <caption id={id}>
          <span class="usa-sr-only">{`${caption}. ${text.value.table.hint}`}</span>
        </caption>
        <thead>
          <tr>
            {selection && <SelectAll rows={rows} keyOf={keyOf} selection={selection} />}
            {columns.map((column) => (
              <Heading key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
            {expansion && <td class="expand" />}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = keyOf(row);
            return (
              <Fragment key={key}>
                <TableRow
                  row={row}
                  columns={columns}
                  selected={selection?.keys.has(key) ?? false}
                  selection={selection}
                  open={expansion?.key === key}
                  expansion={expansion}
                  rowClass={rowClass?.(row)}
                />
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface HeadingProps<Row> {
  column: Column<Row>;
  sort: Sort;
  onSort: (key: string) => void;
}

function Heading<Row>({ column, sort, onSort }: HeadingProps<Row>): JSX.Element {
  const numeric = column.numeric ? "numeric" : undefined;
  const name = <span lang={column.delivered ? deliveredLang() : undefined}>{column.heading}</span>;
  if (column.fixed) {
    return (
      <th scope="col" class={["fixed", numeric].filter(Boolean).join(" ")}>
        {name}
      </th>
    );
  }
  const direction = sort.key === column.key ? sort.direction : null;
  const order = direction === "up" ? "ascending" : direction === "down" ? "descending" : "none";
  return (
    <th scope="col" aria-sort={order} class={numeric}>
      <button type="button" onClick={() => onSort(column.key)}>
        {name}
        {"\u00a0"}
        <Icon name={direction ?? "both"} />
      </button>
    </th>
  );
}

interface SelectAllProps<Row> {
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  selection: Selection<Row>;
}

function SelectAll<Row>({ rows, keyOf, selection }: SelectAllProps<Row>): JSX.Element {
  const chosen = rows.filter((row) => selection.keys.has(keyOf(row))).length;
  const all = rows.length > 0 && chosen === rows.length;
  return (
    <th scope="col" class="select">
      <input
        type="checkbox"
        aria-label={text.value.table.selectAll}
        checked={all}
        ref={(box) => {
          if (box) box.indeterminate = chosen > 0 && !all;
        }}
        onChange={() => selection.toggleAll(rows, !all)}
      />
    </th>
  );
}

interface RowProps<Row> {
  row: Row;
  columns: readonly Column<Row>[];
  selected: boolean;
  selection: Selection<Row> | undefined;
  open: boolean;
  expansion: Expansion<Row> | undefined;
  rowClass: string | undefined;
}

/** Sorting only moves rows; what is in them is drawn once. */
function TableRow<Row>({ row, columns, selected, selection, open, expansion, rowClass }: RowProps<Row>): JSX.Element {
  const toggle = expansion?.toggle;
  const cells = useMemo(() => columns.map((column, place) => cellOf(column, row, place === 0)), [row, columns]);
  return (
    <>
      <tr class={rowClass} aria-selected={selection ? selected : undefined}>
        {selection && (
          <td class="select">
            <input
              type="checkbox"
              aria-label={selection.label(row)}
              checked={selected}
              onChange={(event) => selection.toggle(row, event.currentTarget.checked)}
            />
          </td>
        )}
        {cells}
        {expansion && toggle && (
          <td class="expand">
            <button type="button" class="icon-button" aria-expanded={open} aria-label={expansion.label(row)} onClick={() => toggle(row)}>
              <Icon name={open ? "up" : "down"} />
            </button>
          </td>
        )}
      </tr>
      {expansion && open && (
        <tr class="detail">
          <td colSpan={columns.length + 1 + (selection ? 1 : 0)}>{expansion.detail(row)}</td>
        </tr>
      )}
    </>
  );
}

function cellOf<Row>(column: Column<Row>, row: Row, heads: boolean): JSX.Element {
  const content = column.cell ? column.cell(row) : (column.value(row) ?? NONE);
  if (heads) return <th key={column.key} scope="row">{content}</th>;
  return <td key={column.key} class={column.numeric ? "numeric" : undefined}>{content}</td>;
}

/** The rows as they stand on the screen, as rows of a CSV file; `ids` only stand in the file. */
export function tableCsv<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  ids: readonly CsvField<Row>[] = [],
): Cell[][] {
  const fields = [...columns.flatMap(fieldsOf), ...ids];
  return [fields.map((each) => each.heading), ...rows.map((row) => fields.map((each) => each.value(row)))];
}

function fieldsOf<Row>(column: Column<Row>): readonly CsvField<Row>[] {
  return column.csv ?? [{ heading: column.heading, value: column.value }];
}

import type { ComponentChildren, JSX } from "preact";
import { useId, useMemo } from "preact/hooks";
import { NONE } from "../format/format.ts";
import type { Sort, SortValue } from "../format/sort.ts";
import { text } from "../i18n/index.ts";
import { deliveredLang } from "./Delivered.tsx";
import { Icon } from "./Icon.tsx";

/** One column: what it sorts by, and what a cell shows where that is more than the value. */
export interface Column<Row> {
  key: string;
  heading: string;
  value: (row: Row) => SortValue;
  cell?: (row: Row) => ComponentChildren;
  numeric?: boolean;
  /** The heading is delivered text, not ours. */
  delivered?: boolean;
}

interface Props<Row extends object> {
  caption: string;
  /** Kept between renderings where nothing changes in them: a row is drawn anew when they do. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  sort: Sort;
  onSort: (key: string) => void;
}

/** A native table whose first column heads the row; wider than the page, it scrolls by itself. */
export function DataTable<Row extends object>({ caption, columns, rows, sort, onSort }: Props<Row>): JSX.Element {
  const id = useId();
  return (
    <div class="table-scroll" role="group" aria-labelledby={id} tabIndex={0}>
      <table class="usa-table data-table">
        <caption id={id}>
          <span class="usa-sr-only">{`${caption}. ${text.value.table.hint}`}</span>
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TableRow key={keyOf(row)} row={row} columns={columns} />
          ))}
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
  const direction = sort.key === column.key ? sort.direction : null;
  const order = direction === "up" ? "ascending" : direction === "down" ? "descending" : "none";
  return (
    <th scope="col" aria-sort={order} class={column.numeric ? "numeric" : undefined}>
      <button type="button" onClick={() => onSort(column.key)}>
        <span lang={column.delivered ? deliveredLang() : undefined}>{column.heading}</span>
        {"\u00a0"}
        <Icon name={direction ?? "both"} />
      </button>
    </th>
  );
}

/** Sorting only moves rows; what is in them is drawn once. */
function TableRow<Row>({ row, columns }: { row: Row; columns: readonly Column<Row>[] }): JSX.Element {
  return useMemo(() => <tr>{columns.map((column, place) => cellOf(column, row, place === 0))}</tr>, [row, columns]);
}

function cellOf<Row>(column: Column<Row>, row: Row, heads: boolean): JSX.Element {
  const content = column.cell ? column.cell(row) : (column.value(row) ?? NONE);
  if (heads) return <th scope="row">{content}</th>;
  return <td class={column.numeric ? "numeric" : undefined}>{content}</td>;
}

const keys = new WeakMap<object, number>();
let lastKey = 0;

/** A row is the same row wherever it is sorted to. */
function keyOf(row: object): number {
  const known = keys.get(row);
  if (known !== undefined) return known;
  keys.set(row, (lastKey += 1));
  return lastKey;
}

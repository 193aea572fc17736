import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { NONE } from "../format/format.ts";
import type { Sort, SortValue } from "../format/sort.ts";
import { text } from "../i18n/index.ts";
import { Icon } from "./Icon.tsx";

/** One column: what it sorts by, and what a cell shows where that is more than the value. */
export interface Column<Row> {
  key: string;
  heading: string;
  value: (row: Row) => SortValue;
  cell?: (row: Row) => ComponentChildren;
  numeric?: boolean;
}

interface Props<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row, index: number) => string;
  sort: Sort;
  onSort: (key: string) => void;
}

/** A native table whose first column heads the row; wider than the page, it scrolls by itself. */
export function DataTable<Row>({ caption, columns, rows, rowKey, sort, onSort }: Props<Row>): JSX.Element {
  const id = useId();
  return (
    <div class="table-scroll" role="region" aria-labelledby={id} tabIndex={0}>
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
          {rows.map((row, index) => (
            <tr key={rowKey(row, index)}>
              {columns.map((column, place) => (
                <Cell key={column.key} column={column} row={row} heads={place === 0} />
              ))}
            </tr>
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
        {column.heading}
        <Icon name={direction ?? "both"} />
      </button>
    </th>
  );
}

function Cell<Row>({ column, row, heads }: { column: Column<Row>; row: Row; heads: boolean }): JSX.Element {
  const content = column.cell ? column.cell(row) : (column.value(row) ?? NONE);
  const style = column.numeric ? "numeric" : undefined;
  if (heads) return <th scope="row">{content}</th>;
  return <td class={style}>{content}</td>;
}

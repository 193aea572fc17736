import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import { fileName, toCsv } from "../csv/csv.ts";
import { save } from "../csv/save.ts";
import { formatSort, parseSort, pressed, sortRows } from "../format/sort.ts";
import { language, text } from "../i18n/index.ts";
import { place, setQuery } from "../router/place.ts";
import { type Column, type CsvField, DataTable, type Expansion, type Selection, tableCsv } from "./DataTable.tsx";
import { Icon } from "./Icon.tsx";
import { Pager, usePages } from "./Pager.tsx";

interface Props<Row extends object> {
  /** Tells the tables of a page apart in the address; the main one has none. */
  name?: string;
  caption: string;
  /** Kept between renderings (`useMemo`) where nothing changes in them. */
  columns: readonly Column<Row>[];
  /** The rows of the current filters, in any order. */
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** How it is sorted where the address does not say: "score" or "-score". */
  sortedBy: string;
  /** Parts of the CSV file's name; null where the rows may not be taken away. */
  file: readonly (string | number)[] | null;
  /** Stand in the file only. */
  ids?: readonly CsvField<Row>[];
  selection?: Selection<Row>;
  expansion?: Expansion<Row>;
  rowClass?: (row: Row) => string | undefined;
  /** Beside the CSV button. */
  actions?: ComponentChildren;
  /** What the count line says; "86 results" where nothing is given. */
  count?: string;
}

/**
 * A table of a report: sort and page stand in the address, the CSV file holds every row of the
 * current filters in the order of the screen, paper shows all of them.
 */
export function ReportTable<Row extends object>(props: Props<Row>): JSX.Element {
  const { name = "", caption, columns, rows, keyOf, sortedBy, file, ids = [], selection, expansion, rowClass, actions } = props;
  const param = name ? `${name}-sort` : "sort";
  const wanted = place.value.query.get(param);
  const sort = parseSort(wanted ?? sortedBy, columns.map((each) => each.key), sortedBy.replace(/^-/, ""));
  const spoken = language.value;
  const sorted = useMemo(() => {
    const column = columns.find((each) => each.key === sort.key);
    return column ? sortRows(rows, column.value, sort.direction, spoken) : [...rows];
  }, [rows, columns, sort.key, sort.direction, spoken]);
  const shown = usePages(sorted, name ? `${name}-page` : "page");
  const words = text.value.table;
  const download = () => file && save(fileName(file, "csv"), toCsv(tableCsv(columns, sorted, ids)));
  return (
    <>
      <div class="table-head">
        <p class="count" role="status">
          {props.count ?? words.rows(rows.length)}
        </p>
        <div class="table-actions">
          {actions}
          {file && rows.length > 0 && (
            <button type="button" class="usa-button usa-button--outline" onClick={download}>
              <Icon name="download" />
              {words.csv}
            </button>
          )}
        </div>
      </div>
      <DataTable
        caption={caption}
        columns={columns}
        rows={shown.rows}
        keyOf={keyOf}
        sort={sort}
        onSort={(key) => setQuery({ [param]: formatSort(pressed(sort, key)), [name ? `${name}-page` : "page"]: null })}
        selection={selection}
        expansion={expansion}
        rowClass={rowClass}
      />
      <Pager page={shown.page} pages={shown.pages} name={name ? `${name}-page` : "page"} {...(name && { of: caption })} />
    </>
  );
}

import type { ComponentChildren, JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { ApiError } from "../../api/errors.ts";
import { announce } from "../../components/announce.tsx";
import type { Column } from "../../components/DataTable.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { Icon } from "../../components/Icon.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { Failed, Loading, Message } from "../../components/Status.tsx";
import { language } from "../../i18n/index.ts";
import { words } from "./words.ts";

interface Props<Row extends { id: string; name: string }> {
  caption: string;
  rows: readonly Row[] | null;
  loading: boolean;
  error: ApiError | null;
  retry: () => void;
  /** What a row says beside its actions; kept between renderings. */
  columns: readonly Column<Row>[];
  sortedBy: string;
  /** The buttons of a row before the one that deletes it. */
  actions: (row: Row, report: (problem: string | null) => void) => ComponentChildren;
  remove: (row: Row) => Promise<unknown>;
  /** What deleting a row means. */
  removes?: string;
  /** What is shown where there is nothing. */
  empty: ComponentChildren;
}

/** A list of things the user had made or keeps, each with its actions. */
export function JobTable<Row extends { id: string; name: string }>(props: Props<Row>): JSX.Element {
  const { caption, rows, loading, error, retry, columns, sortedBy, actions, remove, removes, empty } = props;
  const said = words.value;
  const [doomed, setDoomed] = useState<Row | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const spoken = language.value;
  const every = useMemo(
    () => [...columns, actionsColumn<Row>((row) => actions(row, setProblem), setDoomed)],
    [columns, spoken],
  );
  const forget = async () => {
    if (!doomed) return;
    setBusy(true);
    const done = await remove(doomed).then(() => true, () => false);
    setBusy(false);
    setDoomed(null);
    setProblem(done ? null : said.deleteFailed);
    if (done) announce(said.deleted);
    retry();
  };
  if (!rows) return loading ? <Loading /> : <>{error && <Failed error={error} retry={retry} />}</>;
  return (
    <>
      {error && <Failed error={error} retry={retry} />}
      {problem && <Message urgent>{problem}</Message>}
      {rows.length === 0 ? (
        empty
      ) : (
        <div class="panel job-table">
          <ReportTable caption={caption} columns={every} rows={rows} keyOf={idOf} sortedBy={sortedBy} file={null} />
        </div>
      )}
      {doomed && (
        <Confirm
          heading={said.deleteAsk(doomed.name)}
          doIt={said.deleteDo}
          busy={busy}
          onConfirm={() => void forget()}
          onClose={() => setDoomed(null)}
        >
          <p>{removes ?? said.deleteWhat}</p>
        </Confirm>
      )}
    </>
  );
}

function actionsColumn<Row extends { name: string }>(
  before: (row: Row) => ComponentChildren,
  onDelete: (row: Row) => void,
): Column<Row> {
  const said = words.value;
  return {
    key: "actions",
    heading: said.column.actions,
    fixed: true,
    value: () => null,
    csv: [],
    cell: (row) => (
      <div class="job-actions">
        {before(row)}
        <button type="button" class="icon-button" aria-label={said.delete(row.name)} onClick={() => onDelete(row)}>
          <Icon name="trash" />
        </button>
      </div>
    ),
  };
}

function idOf({ id }: { id: string }): string {
  return id;
}

import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { type Delivery, type Finding, getFindings, type Severity } from "../../api/deliveries.ts";
import { ApiError } from "../../api/errors.ts";
import { useResource } from "../../api/useResource.ts";
import { Select } from "../../components/Choice.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { Delivered } from "../../components/Delivered.tsx";
import { Failed, Loading } from "../../components/Status.tsx";
import { count } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { SeverityChip } from "./StatusChip.tsx";
import { words } from "./words.ts";

/** The heading, where links to some of the findings lead. */
export const FINDINGS = "findings";

const SEVERITIES: readonly Severity[] = ["error", "waiting", "warning"];

interface Found {
  rows: readonly (Finding & { key: string })[];
  next: string | null;
}

/** The findings of a delivery, those of one kind where the address names it. */
export function FindingsTable({ delivery }: { delivery: Delivery }): JSX.Element {
  const said = words.value.one;
  const kind = kindAt(place.value.query);
  const { delivery_id: id, status, updated_at: updated } = delivery;
  const first = useResource(`findings ${id} ${updated} ${kind.code} ${kind.severity}`, (signal) => load(id, kind, null, signal));
  const more = useMore(first.data, (cursor, signal) => load(id, kind, cursor, signal));
  const columns = useMemo(() => columnsOf(), [language.value]);
  const rows = more.rows;
  return (
    <section class="panel" aria-labelledby={FINDINGS}>
      <h2 id={FINDINGS} tabIndex={-1}>
        {said.findingsTitle}
      </h2>
      {status === "processing" && <p class="quiet">{said.firstOnly}</p>}
      <KindChoice delivery={delivery} code={kind.code} severity={kind.severity} />
      {first.error && <Failed error={first.error} retry={first.retry} />}
      {first.loading && !first.data && <Loading />}
      {first.data && (
        <>
          <p class="count" role="status">
            {countLine(rows.length, more.next !== null, delivery, kind.code, kind.severity)}
          </p>
          {rows.length > 0 && (
            <DataTable
              caption={said.findingsTitle}
              columns={columns}
              rows={rows}
              keyOf={(row) => row.key}
              sort={{ key: "", direction: "up" }}
              onSort={() => undefined}
            />
          )}
          {more.error && <Failed error={more.error} retry={more.load} />}
          {more.next && !more.error && (
            <button type="button" class="usa-button usa-button--outline" aria-disabled={more.loading} onClick={more.load}>
              {more.loading ? words.value.list.loadingMore : said.more}
            </button>
          )}
        </>
      )}
    </section>
  );
}

interface Kind {
  code: string;
  severity: Severity | "";
}

function kindAt(query: URLSearchParams): Kind {
  const severity = SEVERITIES.find((each) => each === query.get("severity")) ?? "";
  return { code: (query.get("code") ?? "").slice(0, 60), severity };
}

/** At least one finding, or the end: a page may be empty though others follow. */
async function load(id: string, kind: Kind, after: string | null, signal: AbortSignal): Promise<Found> {
  let cursor = after;
  for (;;) {
    const from = cursor ?? "";
    const page = await getFindings(id, kind, cursor, signal);
    const rows = page.findings.map((each, place) => ({ ...each, key: `${from} ${place}` }));
    if (rows.length > 0 || page.next === null) return { rows, next: page.next };
    cursor = page.next;
  }
}

interface More extends Found {
  loading: boolean;
  error: ApiError | null;
  load: () => void;
}

/** The first findings and those that were asked for after them. */
function useMore(first: Found | null, get: (cursor: string, signal: AbortSignal) => Promise<Found>): More {
  const [rest, setRest] = useState<Found>({ rows: [], next: null });
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  useEffect(() => {
    setRest({ rows: [], next: first?.next ?? null });
    setError(null);
  }, [first]);
  const next = first ? (rest.rows.length > 0 ? rest.next : first.next) : null;
  const load = () => {
    if (!next || loading) return;
    const asked = first;
    setLoading(true);
    get(next, new AbortController().signal)
      .then(
        (found) => {
          if (asked === first) setRest((before) => ({ rows: [...before.rows, ...found.rows], next: found.next }));
          setError(null);
        },
        (cause) => setError(cause instanceof ApiError ? cause : new ApiError("failed")),
      )
      .finally(() => setLoading(false));
  };
  return { rows: [...(first?.rows ?? []), ...rest.rows], next, loading, error, load };
}

function KindChoice({ delivery, code, severity }: { delivery: Delivery } & Kind): JSX.Element {
  const { one: said, severities } = words.value;
  const codes = [...new Set([...delivery.summary.map((each) => each.code), ...(code ? [code] : [])])].sort();
  return (
    <div class="fields">
      <Select
        label={said.severity}
        value={severity}
        options={[{ value: "", label: said.anySeverity }, ...SEVERITIES.map((each) => ({ value: each as string, label: severities[each].name }))]}
        onChange={(value) => setQuery({ severity: value })}
      />
      <Select
        label={said.code}
        value={code}
        options={[{ value: "", label: said.anyCode }, ...codes.map((each) => ({ value: each, label: each }))]}
        onChange={(value) => setQuery({ code: value })}
      />
    </div>
  );
}

/** How many of how many; of one kind the summary knows, as far as it lists its code. */
function countLine(shown: number, more: boolean, delivery: Delivery, code: string, severity: string): string {
  const said = words.value.one;
  const number = (value: number) => count(value, language.value);
  if (shown === 0 && !more) return said.noneOfKind;
  const kinds = delivery.summary.filter((each) => (!code || each.code === code) && (!severity || each.severity === severity));
  const total = code || severity ? kinds.reduce((sum, each) => sum + each.count, 0) : delivery.findings_total;
  return total >= shown && delivery.status !== "processing" ? said.shown(number(shown), number(total)) : said.shownSome(number(shown));
}

function columnsOf(): Column<Found["rows"][number]>[] {
  const heads = words.peek().one.findingsColumns;
  return [
    { key: "code", heading: heads.code, fixed: true, value: (row) => row.code, cell: (row) => <code>{row.code}</code> },
    { key: "severity", heading: heads.severity, fixed: true, value: (row) => row.severity, cell: (row) => <SeverityChip severity={row.severity} /> },
    { key: "where", heading: heads.where, fixed: true, value: (row) => row.where, cell: (row) => <span class="finding-where">{row.where}</span> },
    { key: "element", heading: heads.element, fixed: true, value: (row) => row.element, cell: (row) => <code>{row.element}</code> },
    {
      key: "message",
      heading: heads.message,
      fixed: true,
      value: (row) => row.message,
      cell: (row) => (
        <span class="finding-message">
          <Delivered>{row.message}</Delivered>
        </span>
      ),
    },
  ];
}

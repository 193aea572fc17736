import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type DeliveryFilter, type DeliveryOptions, type DeliveryPage, type DeliveryRow, getDeliveries } from "../../api/deliveries.ts";
import { announce } from "../../components/announce.tsx";
import { Empty, Failed, Loading, Message } from "../../components/Status.tsx";
import { session } from "../../auth/session.ts";
import { place } from "../../router/place.ts";
import { useDelayed } from "../useDelayed.ts";
import { clearFilters, Filters } from "./Filters.tsx";
import { filterAt, filterKey, isNarrowed } from "./filter.ts";
import { ListTable } from "./ListTable.tsx";
import { isUnderWay } from "./status.ts";
import { uploads } from "./uploads.ts";
import { useLive } from "./useLive.ts";
import { words } from "./words.ts";

const PAGE = 50;
const MOST_AT_ONCE = 200;

/** Everything handed in that the filters leave, newest first; it keeps itself up to date. */
export function DeliveryList({ options }: { options: DeliveryOptions }): JSX.Element {
  const asked = filterAt(place.value, options);
  const name = useDelayed(asked.name, 300);
  const filter = { ...asked, name };
  const key = filterKey(filter);
  const [size, setSize] = useState(PAGE);
  const shown = useLive(`${session.value?.assignment?.id} ${key} ${size}`, (signal) => load(filter, size, signal), isMoving);
  useArrivals(shown.look);
  useChanges(shown.data?.deliveries);
  useEffect(() => setSize(PAGE), [key]);
  const last = useLast(shown.data, key);
  const page = shown.data ?? last;
  const said = words.value.list;
  return (
    <section class="panel deliveries" aria-labelledby="deliveries-list">
      <h2 id="deliveries-list">{said.title}</h2>
      <Filters options={options} filter={asked} seen={page?.deliveries.length ?? 0} />
      {shown.error && <Failed error={shown.error} retry={shown.look} />}
      {!page && !shown.error && <Loading />}
      {shown.stale && <Message>{said.stale}</Message>}
      {page && page.deliveries.length === 0 && !page.next && <Nothing options={options} filter={filter} />}
      {page && (page.deliveries.length > 0 || page.next) && (
        <ListTable page={page} withVendor={options.vendor === null} onMore={shown.data ? () => setSize(size + PAGE) : null} />
      )}
    </section>
  );
}

/** As many as were asked for, or as there are; a page may be short though others follow. */
async function load(filter: DeliveryFilter, size: number, signal: AbortSignal): Promise<DeliveryPage> {
  const deliveries: DeliveryRow[] = [];
  let cursor: string | null = null;
  do {
    const wanted = Math.min(size - deliveries.length, MOST_AT_ONCE);
    const page: DeliveryPage = await getDeliveries(filter, cursor, signal, wanted);
    deliveries.push(...page.deliveries);
    cursor = page.next;
  } while (cursor && deliveries.length < size);
  return { deliveries, next: cursor };
}

function isMoving({ deliveries }: DeliveryPage): boolean {
  const begins = uploads.peek().some((each) => each.state === "landed" && !each.delivery);
  return begins || deliveries.some((each) => isUnderWay(each.status));
}

/** Looks again as soon as the processing of a file of this page begins, or goes on. */
function useArrivals(look: () => void): void {
  const standing = uploads.value.map((each) => `${each.id} ${each.delivery?.status ?? ""}`).join();
  const known = uploads.value.filter((each) => each.delivery).length;
  useEffect(() => {
    if (known > 0) look();
  }, [standing]);
}

/** Says what has moved on since the last look. */
function useChanges(rows: readonly DeliveryRow[] | undefined): void {
  const [before, setBefore] = useState<ReadonlyMap<string, DeliveryRow>>(new Map());
  useEffect(() => {
    if (!rows) return;
    const moved = rows.filter((row) => {
      const known = before.get(row.delivery_id);
      return known && known.status !== row.status && !isOurs(row);
    });
    setBefore(new Map(rows.map((row) => [row.delivery_id, row])));
    const [first] = moved;
    const { list, statuses } = words.peek();
    if (moved.length === 1 && first) announce(list.updated(first.name, statuses[first.status].name));
    else if (moved.length > 1) announce(list.updatedMany(moved.length));
  }, [rows]);
}

/** What was uploaded here is spoken of where it was uploaded. */
function isOurs({ delivery_id: id }: DeliveryRow): boolean {
  return uploads.peek().some((each) => each.deliveryId === id);
}

/** The page that was shown before, while more of the same list is on its way. */
function useLast(page: DeliveryPage | null, key: string): DeliveryPage | null {
  const [last, setLast] = useState<{ key: string; page: DeliveryPage } | null>(null);
  useEffect(() => {
    if (page) setLast({ key, page });
  }, [page]);
  return last?.key === key ? last.page : null;
}

function Nothing({ options, filter }: { options: DeliveryOptions; filter: DeliveryFilter }): JSX.Element {
  const said = words.value.list;
  if (isNarrowed(filter)) {
    return (
      <Empty title={said.none} action={{ label: said.clear, run: clearFilters }}>
        {said.noneNext}
      </Empty>
    );
  }
  if (!options.vendor) return <Empty title={said.emptyOperator} />;
  return <Empty title={said.emptyVendor}>{said.emptyVendorNext}</Empty>;
}

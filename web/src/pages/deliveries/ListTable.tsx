import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { DeliveryPage, DeliveryRow } from "../../api/deliveries.ts";
import type { Column } from "../../components/DataTable.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { count, percent } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { href } from "../../router/routes.ts";
import { isUnderWay } from "./status.ts";
import { StatusChip } from "./StatusChip.tsx";
import { moment } from "./moment.ts";
import { words } from "./words.ts";

interface Props {
  page: DeliveryPage;
  withVendor: boolean;
  /** Shows older ones; null while they are on their way. */
  onMore: (() => void) | null;
}

/** The deliveries themselves, always newest first: only so can older ones follow below. */
export function ListTable({ page, withVendor, onMore }: Props): JSX.Element {
  const said = words.value.list;
  const spoken = language.value;
  const columns = useMemo(() => columnsOf(withVendor, spoken), [withVendor, spoken]);
  const { deliveries, next } = page;
  const live = deliveries.some((each) => isUnderWay(each.status));
  return (
    <>
      {live && <p class="quiet delivery-live">{said.live}</p>}
      <ReportTable
        caption={said.title}
        columns={columns}
        rows={deliveries}
        keyOf={(row) => row.delivery_id}
        sortedBy="-landed"
        file={[said.file]}
        ids={[
          { heading: "delivery_id", value: (row) => row.delivery_id },
          { heading: "message", value: (row) => row.message },
        ]}
        count={said.shown(deliveries.length, next !== null)}
      />
      {next && (
        <button type="button" class="usa-button usa-button--outline" aria-disabled={!onMore} onClick={() => onMore?.()}>
          {onMore ? said.more : said.loadingMore}
        </button>
      )}
    </>
  );
}

function columnsOf(withVendor: boolean, spoken: string): Column<DeliveryRow>[] {
  const { list, feeds, statuses } = words.peek();
  const heads = list.columns;
  const feedName = (feed: string) => feeds[feed as keyof typeof feeds]?.name ?? feed;
  return [
    {
      key: "name",
      heading: heads.name,
      fixed: true,
      value: (row) => row.name,
      cell: (row) => (
        <a class="delivery-name" href={href("delivery", { deliveryId: row.delivery_id })}>
          {row.name}
        </a>
      ),
    },
    { key: "feed", heading: heads.feed, fixed: true, value: (row) => feedName(row.feed) },
    ...(withVendor ? [{ key: "vendor", heading: heads.vendor, fixed: true, value: (row: DeliveryRow) => row.vendor }] : []),
    {
      key: "landed",
      heading: heads.landed,
      fixed: true,
      value: (row) => row.landed_at,
      cell: (row) => <time dateTime={row.landed_at}>{moment(row.landed_at, spoken)}</time>,
    },
    {
      key: "status",
      heading: heads.status,
      fixed: true,
      value: (row) => statuses[row.status].name,
      cell: (row) => <StatusChip status={row.status} />,
    },
    {
      key: "records",
      heading: heads.records,
      fixed: true,
      value: (row) => row.counts.records,
      cell: (row) => recordsOf(row, spoken),
      csv: [
        { heading: heads.records, value: (row) => row.counts.records },
        { heading: words.peek().one.counts.accepted, value: (row) => row.counts.accepted },
        { heading: words.peek().one.counts.rejected, value: (row) => row.counts.rejected },
        { heading: words.peek().one.counts.waiting, value: (row) => row.counts.waiting },
      ],
    },
    {
      key: "findings",
      heading: heads.findings,
      fixed: true,
      numeric: true,
      value: (row) => row.findings_total,
      cell: (row) => count(row.findings_total, spoken),
    },
  ];
}

function recordsOf({ status, progress, counts }: DeliveryRow, spoken: string): string {
  const said = words.peek().list;
  if (status === "processing") return said.percent(percent(Math.floor(progress * 100), spoken));
  if (counts.records === 0) return said.noRecords;
  return said.accepted(count(counts.accepted, spoken), count(counts.records, spoken));
}

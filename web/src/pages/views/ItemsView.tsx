import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { getItems, type ItemPoints, type ItemReport } from "../../api/items.ts";
import { keyText, type ResultsKey } from "../../api/results.ts";
import { useResource } from "../../api/useResource.ts";
import type { Column } from "../../components/DataTable.tsx";
import { Reading } from "../../components/Reading.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { showIn } from "../../components/ShowToggle.tsx";
import type { Show } from "../../components/StackedBar.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { count } from "../../format/format.ts";
import { FEW } from "../../format/levels.ts";
import { language, text } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { Extremes } from "./Extremes.tsx";
import { itemNumber, pointValues } from "./item.ts";
import { ItemDetail } from "./ItemDetail.tsx";
import { ItemResponses } from "./ItemResponses.tsx";
import { fullColumn, itemColumns, itemIds, pointColumns } from "./Parts.tsx";
import type { ViewProps } from "./ViewPage.tsx";
import { type Words, words } from "./words.ts";

/** How the students did on each item, with what each of them answered and what the item looks like. */
export function ItemsView({ resultsKey }: ViewProps): JSX.Element {
  const found = useResource(`items ${keyText(resultsKey)}`, (signal) => getItems(resultsKey, signal));
  const { data } = found;
  return (
    <>
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {found.loading && <Loading />}
      {data && (data.items.length > 0 ? <Items report={data} resultsKey={resultsKey} /> : <NoItems />)}
    </>
  );
}

function NoItems(): JSX.Element {
  return <Empty title={words.value.items.none}>{words.value.items.noneNext}</Empty>;
}

function Items({ report, resultsKey }: { report: ItemReport; resultsKey: ResultsKey }): JSX.Element {
  const texts = words.value;
  const show = showIn(place.value.query);
  const columns = useMemo(() => columnsOf(report, texts, show), [report, texts, show]);
  return (
    <>
      <Extremes items={report.items} />
      <section class="panel panel-wide" aria-labelledby="items">
        <h2 id="items">{texts.items.title}</h2>
        <div class="item-table">
          <ReportTable
            caption={texts.items.caption(report.assessment.label)}
            columns={columns}
            rows={report.items}
            keyOf={(row) => row.key}
            sortedBy="item"
            file={[report.group?.name ?? report.school.name, report.assessment.label, report.school_year, "items"]}
            ids={itemIds(report, texts, text.value.csv)}
            count={texts.items.count(report.items.length, report.results)}
            expansion={{
              key: place.value.query.get("item"),
              toggle: (row) => setQuery({ item: isOpen(row) ? null : row.key, tab: null }),
              label: (row) => texts.item.open(itemNumber(row)),
              detail: (row) => (
                <ItemDetail item={row} answers={<ItemResponses resultsKey={resultsKey} item={row} />} answersLabel={texts.tabs.students} />
              ),
            }}
          />
        </div>
        <Reading term="full-credit">
          {texts.items.how} {report.results < FEW && texts.items.few(report.results)}
        </Reading>
      </section>
    </>
  );
}

function isOpen(row: ItemPoints): boolean {
  return place.peek().query.get("item") === row.key;
}

function columnsOf(report: ItemReport, texts: Words, show: Show): Column<ItemPoints>[] {
  return [
    ...itemColumns<ItemPoints>(texts),
    {
      key: "scored",
      heading: texts.item.scored,
      numeric: true,
      value: (row) => row.scored,
      cell: (row) => <Scored row={row} texts={texts} />,
    },
    fullColumn<ItemPoints>(texts, show),
    ...pointColumns<ItemPoints>(pointValues(report.items), texts.item.points, show),
  ];
}

function Scored({ row, texts }: { row: ItemPoints; texts: Words }): JSX.Element {
  const without = row.unscored + row.not_answered;
  return (
    <>
      {count(row.scored, language.value)}
      {without > 0 && <span class="below quiet">{texts.item.notScored(without)}</span>}
    </>
  );
}

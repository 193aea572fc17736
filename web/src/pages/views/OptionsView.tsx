import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { getOptions, type ItemOptions, type OptionReport } from "../../api/items.ts";
import { keyText, type ResultsKey } from "../../api/results.ts";
import { useResource } from "../../api/useResource.ts";
import { Reading } from "../../components/Reading.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { showIn } from "../../components/ShowToggle.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { text } from "../../i18n/index.ts";
import { place } from "../../router/place.ts";
import { Choosers } from "./Choosers.tsx";
import { optionColumns } from "./optionColumns.tsx";
import { itemIds } from "./Parts.tsx";
import type { ViewProps } from "./ViewPage.tsx";
import { words } from "./words.ts";

/** What the students chose on the items that have options: the key and what distracted from it. */
export function OptionsView({ resultsKey }: ViewProps): JSX.Element {
  const found = useResource(`options ${keyText(resultsKey)}`, (signal) => getOptions(resultsKey, signal));
  const { data } = found;
  return (
    <>
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {found.loading && <Loading />}
      {data && (data.items.length > 0 ? <Options report={data} resultsKey={resultsKey} /> : <NoOptions />)}
    </>
  );
}

function NoOptions(): JSX.Element {
  return <Empty title={words.value.options.none}>{words.value.options.noneNext}</Empty>;
}

function Options({ report, resultsKey }: { report: OptionReport; resultsKey: ResultsKey }): JSX.Element {
  const texts = words.value;
  const { query } = place.value;
  const show = showIn(query);
  const columns = useMemo(() => optionColumns(report, texts, show), [report, texts, show]);
  const chosen = chosenIn(report, query);
  return (
    <>
      <section class="panel panel-wide" aria-labelledby="options">
        <h2 id="options">{texts.options.title}</h2>
        <div class="option-table">
          <ReportTable
            caption={texts.options.caption(report.assessment.label)}
            columns={columns}
            rows={report.items}
            keyOf={(row) => row.key}
            sortedBy="item"
            file={[report.group?.name ?? report.school.name, report.assessment.label, report.school_year, "options"]}
            ids={itemIds(report, texts, text.value.csv)}
            count={texts.options.count(report.items.length, report.results)}
          />
        </div>
        <Reading term="distractor">{texts.options.how}</Reading>
      </section>
      {chosen && <Choosers key={`${chosen.item.key} ${chosen.option}`} resultsKey={resultsKey} {...chosen} />}
    </>
  );
}

/** The cell the address names: an item of the report and one of its options. */
function chosenIn({ items }: OptionReport, query: URLSearchParams): { item: ItemOptions; option: string } | null {
  const item = items.find(({ key }) => key === query.get("item"));
  const found = item?.options.find(({ option }) => option === query.get("option"));
  return item && found ? { item, option: found.option } : null;
}

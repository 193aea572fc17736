import type { JSX } from "preact";
import { getPercentiles, keyText, type ResultsKey } from "../../api/results.ts";
import type { Schema } from "../../api/types.ts";
import { useResource } from "../../api/useResource.ts";
import { Reading } from "../../components/Reading.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { count, date, NONE, score } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { words } from "./words.ts";

type Tables = Schema<"Percentiles">["tables"];

/** The scores that reach each percentile rank, shown where the address asks for them. */
export function Percentiles({ resultsKey }: { resultsKey: ResultsKey }): JSX.Element {
  const texts = words.value.percentiles;
  const shown = place.value.query.get("percentiles") === "show";
  return (
    <div class="percentiles">
      <button
        type="button"
        class="usa-button usa-button--outline"
        aria-expanded={shown}
        onClick={() => setQuery({ percentiles: shown ? null : "show" })}
      >
        {shown ? texts.hide : texts.show}
      </button>
      {shown && <Shown resultsKey={resultsKey} />}
    </div>
  );
}

function Shown({ resultsKey }: { resultsKey: ResultsKey }): JSX.Element {
  const texts = words.value.percentiles;
  const found = useResource(`percentiles ${keyText(resultsKey)}`, (signal) => getPercentiles(resultsKey, signal));
  if (found.error) return <Failed error={found.error} retry={found.retry} />;
  if (!found.data) return <Loading />;
  if (found.data.tables.length === 0) return <Empty title={texts.none} />;
  return (
    <>
      <PercentileTable tables={found.data.tables} />
      <Reading>{texts.how}</Reading>
    </>
  );
}

function PercentileTable({ tables }: { tables: Tables }): JSX.Element {
  const texts = words.value.percentiles;
  const ranks = [...new Set(tables.flatMap((each) => each.percentiles.map(({ rank }) => rank)))].sort((a, b) => a - b);
  return (
    <div class="table-scroll" role="group" aria-label={texts.caption} tabIndex={0}>
      <table class="usa-table level-table">
        <caption class="usa-sr-only">{texts.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.period}</th>
            {[texts.count, texts.mean, texts.deviation, ...ranks.map(texts.rank)].map((heading) => (
              <th key={heading} scope="col" class="numeric">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tables.map((table) => (
            <tr key={table.start_date}>
              <th scope="row">{texts.dates(date(table.start_date, language.value), date(table.end_date, language.value))}</th>
              <td class="numeric">{table.count === null ? NONE : count(table.count, language.value)}</td>
              <td class="numeric">{score(table.mean)}</td>
              <td class="numeric">{score(table.standard_deviation)}</td>
              {ranks.map((rank) => (
                <td key={rank} class="numeric">
                  {score(table.percentiles.find((each) => each.rank === rank)?.score)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

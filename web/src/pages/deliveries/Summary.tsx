import type { JSX } from "preact";
import type { Delivery, FindingCount } from "../../api/deliveries.ts";
import { Delivered } from "../../components/Delivered.tsx";
import { count } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { withQuery } from "../../router/routes.ts";
import { FINDINGS } from "./FindingsTable.tsx";
import { meanings } from "./meanings.ts";
import { isUnderWay, meaningOf } from "./status.ts";
import { SeverityChip } from "./StatusChip.tsx";
import { words } from "./words.ts";

/** What was found, by kinds: what it means, how often, and how to mend it. */
export function Summary({ delivery }: { delivery: Delivery }): JSX.Element {
  const said = words.value.one;
  const { summary, findings_total: total, status } = delivery;
  return (
    <section class="panel" aria-labelledby="found">
      <h2 id="found">{said.summaryTitle}</h2>
      {total === 0 ? (
        <p>{isUnderWay(status) && status === "processing" ? said.cleanYet : said.clean}</p>
      ) : (
        <>
          <p class="quiet">{said.reading}</p>
          <ul class="kinds">
            {summary.map((each) => (
              <Kind key={`${each.code} ${each.severity}`} found={each} feed={delivery.feed} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Narrows the table below and goes there, where the link would begin the page anew. */
function show(event: MouseEvent, code: string): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  setQuery({ code, severity: null }, "push");
  document.getElementById(FINDINGS)?.focus();
}

function Kind({ found, feed }: { found: FindingCount; feed: string }): JSX.Element {
  const said = words.value.one;
  const { code, severity, count: times, where, element, message } = found;
  const meaning = meaningOf(meanings, feed, code);
  const first = [where, element].filter(Boolean).join(", ");
  const { path, query } = place.value;
  const only = withQuery(path, { ...Object.fromEntries(query), code, severity: null });
  return (
    <li class="kind">
      <div class="kind-head">
        <SeverityChip severity={severity} />
        <a href={only} aria-label={said.onlyThese(code)} onClick={(event) => show(event, code)}>
          <code>{code}</code>
        </a>
        <span class="kind-count">
          {said.summaryColumns.count}: <strong>{count(times, language.value)}</strong>
        </span>
      </div>
      {meaning && (
        <p>
          <Delivered>{meaning}</Delivered>
        </p>
      )}
      <p class="kind-mend">
        <span class="quiet">{first ? `${said.summaryColumns.first}: ${first}. ` : ""}</span>
        <Delivered>{message}</Delivered>
      </p>
    </li>
  );
}

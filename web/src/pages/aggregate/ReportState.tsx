import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { type AggregateReport, runReport } from "../../api/aggregates.ts";
import { Delivered } from "../../components/Delivered.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Message } from "../../components/Status.tsx";
import { elapsed } from "../../format/elapsed.ts";
import { language } from "../../i18n/index.ts";
import { go } from "../../router/place.ts";
import { href } from "../../router/routes.ts";
import { draftHref } from "./draft.ts";
import { words } from "./words.ts";

/** A report on its way: the words stay the same, so that a screen reader says them once. */
export function Making({ report }: { report: AggregateReport }): JSX.Element {
  const said = words.value.report;
  return (
    <div class="notice">
      <Icon name="clock" />
      <div>
        <div role="status">
          <p class="notice-title">{said.making}</p>
          <p>{said.makingWhy}</p>
        </div>
        <progress class="making" aria-label={said.making} />
        <p class="quiet">{said.elapsed(elapsed(report.created_at, Date.now(), language.value))}</p>
        <a class="usa-button usa-button--outline" href={href("reports", {})}>
          {said.toReports}
        </a>
      </div>
    </div>
  );
}

/** A report of which there is nothing to see: empty, failed or expired. */
export function NoTable({ report }: { report: AggregateReport }): JSX.Element {
  const said = words.value.report;
  if (report.status === "no-results") {
    return (
      <Ended title={said.nothing} report={report}>
        <p>{said.nothingWhy}</p>
      </Ended>
    );
  }
  const expired = report.status === "expired";
  return (
    <Ended title={expired ? said.expired : said.failed} report={report} again={expired || report.status === "failed"}>
      {expired && <p>{said.expiredWhy}</p>}
      {report.failure && (
        <p>
          {said.delivered} <Delivered>{report.failure}</Delivered>
        </p>
      )}
    </Ended>
  );
}

interface EndedProps {
  title: string;
  report: AggregateReport;
  again?: boolean;
  children: ComponentChildren;
}

function Ended({ title, report, again = false, children }: EndedProps): JSX.Element {
  const said = words.value.report;
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const run = async () => {
    setBusy(true);
    setFailed(false);
    const made = await runReport(report.definition).catch(() => null);
    setBusy(false);
    if (made) go(href("aggregateReport", { reportId: made.id }), "replace");
    else setFailed(true);
  };
  return (
    <div class="notice" role="status">
      <Icon name="info" />
      <div>
        <p class="notice-title">{title}</p>
        {children}
        <div class="button-row">
          {again && (
            <button type="button" class="usa-button" aria-disabled={busy} onClick={() => !busy && void run()}>
              {said.again}
            </button>
          )}
          <a class="usa-button usa-button--outline" href={draftHref(report.definition)}>
            {said.change}
          </a>
        </div>
        {failed && <Message urgent>{said.againFailed}</Message>}
      </div>
    </div>
  );
}

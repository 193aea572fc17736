import type { JSX } from "preact";
import { isUnderWay, usePolled } from "../../api/polling.ts";
import { getPrinted, type PrintedReport } from "../../api/printed.ts";
import { Delivered } from "../../components/Delivered.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Failed, Message } from "../../components/Status.tsx";
import { text } from "../../i18n/index.ts";
import { href } from "../../router/routes.ts";
import { words } from "./words.ts";

/** After so many questions it is no matter of seconds any more. */
const LONG = 7;

/** One student's report on its way, and its file as soon as it is there. */
export function PrintProgress({ report, onAgain }: { report: PrintedReport; onAgain: () => void }): JSX.Element {
  const said = words.value.print;
  const found = usePolled(
    `printed ${report.id}`,
    (signal) => getPrinted(report.id, signal),
    (answer) => isUnderWay(answer.report),
  );
  const latest = found.data?.report ?? report;
  if (found.error) return <Failed error={found.error} retry={found.retry} />;
  if (isUnderWay(latest)) {
    return (
      <div>
        <p role="status">{said.making}</p>
        <progress aria-label={said.making} />
        {found.asked > LONG && <p class="quiet">{said.slow}</p>}
      </div>
    );
  }
  if (latest.status === "completed" && found.data?.url) return <Ready url={found.data.url} />;
  return (
    <>
      <Message urgent>
        <p>{latest.status === "no-results" ? said.nothing : said.failed}</p>
        {latest.failure && (
          <p>
            <Delivered>{latest.failure}</Delivered>
          </p>
        )}
      </Message>
      <button type="button" class="usa-button usa-button--outline" onClick={onAgain}>
        {text.value.errors.retry}
      </button>
    </>
  );
}

function Ready({ url }: { url: string }): JSX.Element {
  const said = words.value.print;
  return (
    <div>
      <p role="status">
        <Icon name="check" /> {said.ready}
      </p>
      <div class="button-row">
        <a class="usa-button" href={url} download>
          <Icon name="download" />
          {said.open}
        </a>
        <a class="usa-button usa-button--outline" href={href("reports", {}, { tab: "printed" })}>
          {said.toReports}
        </a>
      </div>
    </div>
  );
}

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type AggregateReport, downloadReport } from "../../api/aggregates.ts";
import { ApiError } from "../../api/errors.ts";
import { Icon } from "../../components/Icon.tsx";
import { Message } from "../../components/Status.tsx";
import { save } from "../../csv/save.ts";
import { words } from "./words.ts";

const BOM = "\uFEFF";

/** Downloads a whole report as the service writes it, and says why where it may not. */
export function ReportFile({ report }: { report: AggregateReport }): JSX.Element {
  const said = words.value.report;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const download = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const { filename, csv } = await downloadReport(report.id);
      save(filename, BOM + csv);
    } catch (cause) {
      setProblem(cause instanceof ApiError && cause.kind === "forbidden" ? said.notPermitted : said.downloadFailed);
    }
    setBusy(false);
  };
  return (
    <div class="report-file">
      <button type="button" class="usa-button usa-button--outline" aria-disabled={busy} onClick={() => !busy && void download()}>
        <Icon name="download" />
        {busy ? said.downloading : said.download}
      </button>
      {problem && <Message urgent>{problem}</Message>}
    </div>
  );
}

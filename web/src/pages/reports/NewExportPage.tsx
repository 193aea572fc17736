import type { JSX } from "preact";
import { getAggregateOptions } from "../../api/aggregates.ts";
import { ApiError } from "../../api/errors.ts";
import { useResource } from "../../api/useResource.ts";
import { may } from "../../auth/session.ts";
import { Page } from "../../components/Page.tsx";
import { Failed, Loading } from "../../components/Status.tsx";
import { href } from "../../router/routes.ts";
import { ExportForm } from "./ExportForm.tsx";
import { words } from "./words.ts";
import "./reports.scss";

/** Asks for a file of every result of some schools; what there is to choose is that of aggregate reports. */
export function NewExportPage(): JSX.Element {
  const said = words.value;
  const allowed = may("individual-results");
  const found = useResource(`export options ${allowed}`, async (signal) => {
    if (!allowed) throw new ApiError("forbidden");
    return getAggregateOptions(signal);
  });
  return (
    <Page
      heading={said.export.title}
      lead={said.export.lead}
      crumbs={[{ label: said.title, href: href("reports", {}, { tab: "exports" }) }, { label: said.export.title }]}
    >
      {found.loading && <Loading />}
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {found.data && <ExportForm options={found.data} />}
    </Page>
  );
}

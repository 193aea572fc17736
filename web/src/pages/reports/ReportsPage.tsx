import type { JSX } from "preact";
import { ApiError } from "../../api/errors.ts";
import { may } from "../../auth/session.ts";
import { Icon } from "../../components/Icon.tsx";
import { ViewLinks } from "../../components/Links.tsx";
import { Page } from "../../components/Page.tsx";
import { Failed } from "../../components/Status.tsx";
import { place } from "../../router/place.ts";
import { href } from "../../router/routes.ts";
import { AggregateTab } from "./AggregateTab.tsx";
import { ExportsTab } from "./ExportsTab.tsx";
import { PrintedTab } from "./PrintedTab.tsx";
import { QueriesTab } from "./QueriesTab.tsx";
import { type Words, words } from "./words.ts";
import "./reports.scss";

type Tab = keyof Words["tab"];

const TABS: Record<Tab, () => JSX.Element> = {
  aggregate: AggregateTab,
  exports: ExportsTab,
  printed: PrintedTab,
  queries: QueriesTab,
};

/** What the user had made, and the queries they keep; the kind stands in the address. */
export function ReportsPage(): JSX.Element {
  const said = words.value;
  const open = openTabs();
  const asked = place.value.query.get("tab");
  const tab = open.find((each) => each === asked) ?? open[0];
  if (!tab) {
    return (
      <Page heading={said.title}>
        <Failed error={new ApiError("forbidden")} retry={() => undefined} />
      </Page>
    );
  }
  const Shown = TABS[tab];
  return (
    <Page heading={said.title} title={`${said.tab[tab]} – ${said.title}`} lead={said.lead} actions={<NewReport open={open} />}>
      <ViewLinks
        label={said.tabs}
        links={open.map((each) => ({ key: each, label: said.tab[each], href: href("reports", {}, { tab: each }) }))}
        current={tab}
      />
      <Shown key={tab} />
    </Page>
  );
}

function NewReport({ open }: { open: readonly Tab[] }): JSX.Element {
  const said = words.value;
  return (
    <>
      {open.includes("aggregate") && (
        <a class="usa-button usa-button--outline" href={href("aggregate", {})}>
          <Icon name="plus" />
          {said.newAggregate}
        </a>
      )}
      {open.includes("exports") && (
        <a class="usa-button usa-button--outline" href={href("newExport", {})}>
          <Icon name="plus" />
          {said.newExport}
        </a>
      )}
    </>
  );
}

/** The kinds of reports the role of this session can have. */
function openTabs(): Tab[] {
  return [
    ...(may("aggregate-reports") ? (["aggregate"] as const) : []),
    ...(may("individual-results") ? (["exports"] as const) : []),
    ...(may("individual-results", "group-results") ? (["printed"] as const) : []),
    ...(may("aggregate-reports") ? (["queries"] as const) : []),
  ];
}

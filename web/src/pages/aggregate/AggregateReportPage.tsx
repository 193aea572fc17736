import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function AggregateReportPage(_: { reportId: string }): JSX.Element {
  return <Page heading="AggregateReportPage" />;
}

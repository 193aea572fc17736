import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function ReportsPage(): JSX.Element {
  return <Page heading="ReportsPage" />;
}

import type { JSX } from "preact";
import type { Population } from "../../api/results.ts";
import { Page } from "../../components/Page.tsx";

export function DashboardPage(_: { population: Population }): JSX.Element {
  return <Page heading="DashboardPage" />;
}

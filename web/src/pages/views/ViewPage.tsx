import type { JSX } from "preact";
import type { Population } from "../../api/results.ts";
import { Page } from "../../components/Page.tsx";

export function ViewPage(_: { population: Population; assessmentId: string; view: string }): JSX.Element {
  return <Page heading="ViewPage" />;
}

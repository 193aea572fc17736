import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function StudentExamPage(_: { reference: string; opportunityId: string }): JSX.Element {
  return <Page heading="StudentExamPage" />;
}

import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function StudentPage(_: { reference: string }): JSX.Element {
  return <Page heading="StudentPage" />;
}

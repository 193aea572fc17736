import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function AccessLogPage(): JSX.Element {
  return <Page heading="AccessLogPage" />;
}

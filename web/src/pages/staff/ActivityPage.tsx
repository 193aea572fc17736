import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function ActivityPage(): JSX.Element {
  return <Page heading="ActivityPage" />;
}

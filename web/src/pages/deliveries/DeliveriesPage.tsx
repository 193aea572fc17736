import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function DeliveriesPage(): JSX.Element {
  return <Page heading="DeliveriesPage" />;
}

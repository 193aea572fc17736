import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function DeliveryPage(_: { deliveryId: string }): JSX.Element {
  return <Page heading="DeliveryPage" />;
}

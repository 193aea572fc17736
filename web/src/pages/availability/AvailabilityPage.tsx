import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function AvailabilityPage(): JSX.Element {
  return <Page heading="AvailabilityPage" />;
}

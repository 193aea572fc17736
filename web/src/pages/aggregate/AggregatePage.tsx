import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function AggregatePage(): JSX.Element {
  return <Page heading="AggregatePage" />;
}

import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function ManagedGroupPage(_: { groupId: string }): JSX.Element {
  return <Page heading="ManagedGroupPage" />;
}

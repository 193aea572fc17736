import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function OwnGroupPage(_: { groupId: string }): JSX.Element {
  return <Page heading="OwnGroupPage" />;
}

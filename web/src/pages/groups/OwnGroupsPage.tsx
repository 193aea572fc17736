import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function OwnGroupsPage(): JSX.Element {
  return <Page heading="OwnGroupsPage" />;
}

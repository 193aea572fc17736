import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function GroupsPage(): JSX.Element {
  return <Page heading="GroupsPage" />;
}

import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function GroupsImportPage(): JSX.Element {
  return <Page heading="GroupsImportPage" />;
}

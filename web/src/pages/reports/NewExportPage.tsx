import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function NewExportPage(): JSX.Element {
  return <Page heading="NewExportPage" />;
}

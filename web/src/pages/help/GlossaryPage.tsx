import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function GlossaryPage(): JSX.Element {
  return <Page heading="GlossaryPage" />;
}

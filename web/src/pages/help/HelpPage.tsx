import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function HelpPage(): JSX.Element {
  return <Page heading="HelpPage" />;
}

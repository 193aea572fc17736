import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function LinksPage(): JSX.Element {
  return <Page heading="LinksPage" />;
}

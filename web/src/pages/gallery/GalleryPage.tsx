import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function GalleryPage(): JSX.Element {
  return <Page heading="GalleryPage" />;
}

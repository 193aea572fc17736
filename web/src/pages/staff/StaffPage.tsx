import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";

export function StaffPage(): JSX.Element {
  return <Page heading="StaffPage" />;
}

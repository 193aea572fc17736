import type { JSX } from "preact";
import { Page } from "../components/Page.tsx";
import { text } from "../i18n/index.ts";

/** The settings could not be read, so there is no shell to stand in. */
export function CannotStart(): JSX.Element {
  const words = text.value.errors;
  return (
    <Page heading={words.startTitle} lead={words.startWhy}>
      <button type="button" class="usa-button" onClick={() => window.location.reload()}>
        {words.retry}
      </button>
    </Page>
  );
}

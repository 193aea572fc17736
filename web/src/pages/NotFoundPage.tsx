import type { JSX } from "preact";
import { Page } from "../components/Page.tsx";
import { text } from "../i18n/index.ts";
import { href } from "../router/routes.ts";

/** An address that is none of ours. */
export function NotFoundPage(): JSX.Element {
  const words = text.value.errors;
  return (
    <Page heading={words.unknownTitle} lead={words.unknownWhy}>
      <p>
        <a class="usa-button" href={href("home", {})}>
          {words.toSchools}
        </a>
      </p>
    </Page>
  );
}

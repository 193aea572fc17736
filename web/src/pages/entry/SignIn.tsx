import type { JSX } from "preact";
import { signIn } from "../../auth/enter.ts";
import { Icon } from "../../components/Icon.tsx";
import { Page } from "../../components/Page.tsx";
import { text } from "../../i18n/index.ts";
import { EntryMessages } from "./EntryPage.tsx";

/** The way to the identity provider's own page: no password is ever typed into ours. */
export function SignIn(): JSX.Element {
  const words = text.value.entry;
  return (
    <Page heading={words.signInTitle} lead={words.signInLead}>
      <EntryMessages failure={null} />
      <div class="panel sign-in">
        <button type="button" class="usa-button" onClick={signIn}>
          <Icon name="person" />
          {words.signIn}
        </button>
        <ul>
          {words.signInHelp.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      </div>
    </Page>
  );
}

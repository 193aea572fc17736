import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { resetSandbox } from "../auth/exchange.ts";
import { session } from "../auth/session.ts";
import { text } from "../i18n/index.ts";
import { announce } from "./announce.tsx";
import { Confirm } from "./Dialog.tsx";

/** Always in sight in the sandbox: nothing here is real, and how to put it back as it was. */
export function SandboxBanner(): JSX.Element {
  const words = text.value.app;
  const [asking, setAsking] = useState(false);
  return (
    <section class="sandbox" aria-label={words.sandboxLabel}>
      <span>{words.sandbox}</span>{" "}
      {session.value && (
        <button type="button" class="link-button" onClick={() => setAsking(true)}>
          {words.reset}
        </button>
      )}
      {asking && <AskReset close={() => setAsking(false)} />}
    </section>
  );
}

function AskReset({ close }: { close: () => void }): JSX.Element {
  const words = text.value.app;
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const reset = () => {
    setBusy(true);
    resetSandbox().then(
      () => {
        announce(words.resetDone);
        // Every page may show something that is no longer there.
        window.location.assign("/");
      },
      () => {
        setBusy(false);
        setFailed(true);
      },
    );
  };
  return (
    <Confirm heading={words.resetAsk} doIt={busy ? words.resetting : words.reset} busy={busy} onConfirm={reset} onClose={close}>
      <p>{words.resetWhat}</p>
      {failed && <p class="usa-error-message">{text.value.errors.failed.title}</p>}
    </Confirm>
  );
}

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ApiError } from "../../api/errors.ts";
import { deleteLink, type KeptLink } from "../../api/links.ts";
import { announce } from "../../components/announce.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { words } from "./words.ts";

interface Props {
  link: KeptLink;
  onDone: () => void;
  onClose: () => void;
}

/** Asks, deletes a link, and says so. */
export function DeleteLink({ link, onDone, onClose }: Props): JSX.Element {
  const texts = words.value;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const run = async () => {
    setBusy(true);
    try {
      await deleteLink(link.id).catch(unlessGone);
      announce(texts.removed(link.label));
      onDone();
      onClose();
    } catch {
      setError(texts.removeFailed);
      setBusy(false);
    }
  };
  return (
    <Confirm heading={texts.removeAsk} doIt={busy ? texts.removing : texts.remove(link.label)} busy={busy} onConfirm={() => void run()} onClose={onClose}>
      <p>{texts.removeWhat(link.label, link.assessment.label)}</p>
      {error && (
        <p class="usa-error-message" role="alert">
          {error}
        </p>
      )}
    </Confirm>
  );
}

/** Somebody else deleted it before: it is gone, as was wanted. */
function unlessGone(cause: unknown): void {
  if (!(cause instanceof ApiError && cause.kind === "missing")) throw cause;
}

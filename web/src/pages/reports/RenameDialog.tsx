import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { SavedQuery } from "../../api/aggregates.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { TextField } from "../../components/Field.tsx";
import { Message } from "../../components/Status.tsx";
import { text } from "../../i18n/index.ts";
import { words } from "./words.ts";

interface Props {
  query: SavedQuery;
  /** Answers whether it worked. */
  rename: (name: string) => Promise<boolean>;
  onClose: () => void;
}

/** Another name for a saved query. */
export function RenameDialog({ query, rename, onClose }: Props): JSX.Element {
  const said = words.value;
  const { app } = text.value;
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState(query.name);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!name.trim()) return form.current?.querySelector("input")?.focus();
    if (busy) return;
    setBusy(true);
    const done = await rename(name.trim());
    if (done) return;
    setBusy(false);
    setFailed(true);
  };
  return (
    <Dialog
      heading={said.renameTitle}
      onClose={onClose}
      actions={
        <>
          <button type="submit" form="rename-query" class="usa-button" aria-disabled={busy}>
            {busy ? app.saving : app.save}
          </button>
          <button type="button" class="usa-button usa-button--outline" onClick={onClose}>
            {app.cancel}
          </button>
        </>
      }
    >
      <form id="rename-query" ref={form} noValidate onSubmit={(event) => void submit(event)}>
        <TextField
          wide
          label={said.newName}
          error={tried && !name.trim() ? said.newNameNeeded : null}
          maxLength={100}
          value={name}
          onInput={setName}
        />
      </form>
      {failed && <Message urgent>{said.renameFailed}</Message>}
    </Dialog>
  );
}

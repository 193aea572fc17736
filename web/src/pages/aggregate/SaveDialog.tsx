import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { SavedQuery } from "../../api/aggregates.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { TextField } from "../../components/Field.tsx";
import { Message } from "../../components/Status.tsx";
import { text } from "../../i18n/index.ts";
import { words } from "./words.ts";

interface Props {
  heading: string;
  name: string;
  save: (name: string) => Promise<SavedQuery>;
  onSaved: (query: SavedQuery) => void;
  onClose: () => void;
}

/** Asks for the name a query is kept under. */
export function SaveDialog({ heading, name: initial, save, onSaved, onClose }: Props): JSX.Element {
  const said = words.value.saved;
  const { app } = text.value;
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState(initial);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!name.trim()) return form.current?.querySelector("input")?.focus();
    if (busy) return;
    setBusy(true);
    setFailed(false);
    const query = await save(name.trim()).catch(() => null);
    if (query) return onSaved(query);
    setBusy(false);
    setFailed(true);
  };
  return (
    <Dialog
      heading={heading}
      onClose={onClose}
      actions={
        <>
          <button type="submit" form="save-query" class="usa-button" aria-disabled={busy}>
            {busy ? app.saving : app.save}
          </button>
          <button type="button" class="usa-button usa-button--outline" onClick={onClose}>
            {app.cancel}
          </button>
        </>
      }
    >
      <form id="save-query" ref={form} noValidate onSubmit={(event) => void submit(event)}>
        <TextField
          wide
          label={said.name}
          hint={said.nameHint}
          error={tried && !name.trim() ? said.nameNeeded : null}
          maxLength={100}
          value={name}
          onInput={setName}
        />
      </form>
      {failed && <Message urgent>{said.failed}</Message>}
    </Dialog>
  );
}

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ApiError } from "../../api/errors.ts";
import { createOwnGroup } from "../../api/groups.ts";
import type { Schema } from "../../api/types.ts";
import { announce } from "../../components/announce.tsx";
import { Dialog, FormActions } from "../../components/Dialog.tsx";
import { TextField } from "../../components/Field.tsx";
import { text } from "../../i18n/index.ts";
import { href } from "../../router/routes.ts";
import { words } from "./words.ts";

export interface MakeGroupProps {
  schoolId: string;
  studentIds: readonly string[];
  /** What the name begins as, such as a level and an assessment. */
  name: string;
  /** Called with the saved group, when the dialog is left after it. */
  onSaved?: (group: Schema<"Group">) => void;
  onClose: () => void;
}

/** Asks for a name and makes a group of one's own of these students; on success it leads there. */
export function MakeGroupDialog({ schoolId, studentIds, name: suggested, onSaved, onClose }: MakeGroupProps): JSX.Element {
  const [name, setName] = useState(suggested);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState<Schema<"Group"> | null>(null);
  const save = async () => {
    if (busy) return;
    const wanted = name.trim();
    if (!wanted) return setError(words.value.grouping.noName);
    setBusy(true);
    setError(null);
    try {
      const group = await createOwnGroup({ school_id: schoolId, name: wanted, subject: null, student_ids: [...studentIds] });
      announce(words.value.grouping.saved(group.name));
      setSaved(group);
      onSaved?.(group);
    } catch (cause) {
      setError(messageOf(cause));
    } finally {
      setBusy(false);
    }
  };
  if (saved) return <Saved group={saved} onClose={onClose} />;
  return <Ask name={name} setName={setName} error={error} busy={busy} students={studentIds.length} save={save} onClose={onClose} />;
}

function messageOf(cause: unknown): string {
  const texts = words.value.grouping;
  return cause instanceof ApiError && cause.kind === "invalid" ? texts.refused : texts.failed;
}

interface AskProps {
  name: string;
  setName: (name: string) => void;
  error: string | null;
  busy: boolean;
  students: number;
  save: () => Promise<void>;
  onClose: () => void;
}

function Ask({ name, setName, error, busy, students, save, onClose }: AskProps): JSX.Element {
  const texts = words.value.grouping;
  const submit = (event: Event) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).querySelector("input");
    // Whatever is wrong is said at the field, where it can be mended.
    void save().then(() => field?.isConnected && field.focus());
  };
  return (
    <Dialog heading={texts.dialog} onClose={onClose}>
      <p>{texts.lead(students)}</p>
      <form onSubmit={submit} noValidate>
        <TextField label={texts.name} value={name} onInput={setName} error={error} maxLength={255} wide />
        <FormActions send={busy ? texts.saving : texts.save} busy={busy} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

function Saved({ group, onClose }: { group: Schema<"Group">; onClose: () => void }): JSX.Element {
  const texts = words.value.grouping;
  return (
    <Dialog
      heading={texts.done}
      onClose={onClose}
      actions={
        <>
          <a class="usa-button" href={href("group", { groupId: group.id })}>
            {texts.open}
          </a>
          <button type="button" class="usa-button usa-button--outline" onClick={onClose}>
            {text.value.app.close}
          </button>
        </>
      }
    >
      <p>{texts.saved(group.name)}</p>
    </Dialog>
  );
}

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { getFilterOptions } from "../../api/filters.ts";
import type { ChangedGroup, Member } from "../../api/groups.ts";
import { useResource } from "../../api/useResource.ts";
import { Select } from "../../components/Choice.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { TextField } from "../../components/Field.tsx";
import { focusFirstError } from "../../components/focusError.ts";
import { SchoolField } from "../../components/SchoolField.tsx";
import { Message } from "../../components/Status.tsx";
import { schoolYear } from "../../format/format.ts";
import { Chosen } from "./Chosen.tsx";
import { Conflict } from "./Conflict.tsx";
import { type Draft, draftOf, isChanged, withMembers, withoutMembers } from "./draft.ts";
import { Picker } from "./Picker.tsx";
import { Teachers } from "./Teachers.tsx";
import { useSaving } from "./useSaving.ts";
import { words } from "./words.ts";

interface Props {
  /** Null of a group that is being made. */
  groupId: string | null;
  initial: Draft;
  version: string;
  kind: "own" | "assigned";
  write: (draft: Draft, version: string) => Promise<ChangedGroup>;
  onSaved: (group: ChangedGroup) => void;
  /** Beside the save button. */
  children?: ComponentChildren;
}

/** The form of a group: its name and subject, and its students. What was done stays on any error. */
export function GroupForm({ groupId, initial, version: first, kind, write, onSaved, children }: Props): JSX.Element {
  const texts = words.value.form;
  const [kept, setKept] = useState({ draft: initial, version: first });
  const [draft, setDraft] = useState(initial);
  const saving = useSaving(groupId, write);
  const form = useRef<HTMLFormElement>(null);
  const changed = isChanged(draft, kept.draft);
  const idle = groupId !== null && !changed;
  useWarning(changed);
  const chosen = useMemo(() => new Set(draft.members.map((each) => each.student_id)), [draft.members]);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const save = async (version: string) => {
    const saved = await saving.save(draft, version);
    if (!saved) return focusFirstError(form.current);
    setKept({ draft, version: saved.version });
    onSaved(saved);
  };
  const add = (members: readonly Member[]) => {
    const { draft: fuller, left } = withMembers(draft, members);
    setDraft(fuller);
    return left;
  };
  return (
    <form
      class="group-form"
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!idle) void save(kept.version);
      }}
    >
      {saving.conflict && (
        <Conflict
          theirs={saving.conflict}
          mine={draft}
          busy={saving.busy}
          onKeep={() => void save(saving.conflict?.version ?? "")}
          onTake={(theirs) => {
            setKept({ draft: draftOf(theirs), version: theirs.version ?? "" });
            setDraft(draftOf(theirs));
            saving.clear();
          }}
        />
      )}
      <div class="panel">
        <Facts draft={draft} kind={kind} isNew={groupId === null} errors={saving.errors} onChange={change} />
        {kind === "assigned" && <Teachers usernames={draft.usernames} onChange={(usernames) => change({ usernames })} />}
      </div>
      <div class="group-columns">
        {draft.schoolId ? (
          <Picker
            schoolId={draft.schoolId}
            chosen={chosen}
            onAdd={add}
            onRemove={(member) => setDraft(withoutMembers(draft, new Set([member.student_id])))}
          />
        ) : (
          <section class="panel picker" aria-label={words.value.picker.title}>
            <p class="quiet">{words.value.picker.chooseSchool}</p>
          </section>
        )}
        <Chosen
          members={draft.members}
          strangers={saving.strangers}
          error={saving.errors.members ? (saving.errors.members === "strangers" ? texts.strangers : texts.tooMany) : null}
          onRemove={(ids) => {
            saving.clear();
            setDraft(withoutMembers(draft, ids));
          }}
        />
      </div>
      {saving.failure && <Message urgent>{saving.failure}</Message>}
      <div class="save-bar">
        <button type="submit" class="usa-button" aria-disabled={saving.busy || idle}>
          {saving.busy ? texts.saving : texts.save}
        </button>
        {children}
        {idle && <span class="quiet">{texts.unchanged}</span>}
      </div>
    </form>
  );
}

/** The browser asks before what was not saved is lost. */
function useWarning(changed: boolean): void {
  useEffect(() => {
    if (!changed) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [changed]);
}

interface FactsProps {
  draft: Draft;
  kind: "own" | "assigned";
  isNew: boolean;
  errors: ReturnType<typeof useSaving>["errors"];
  onChange: (part: Partial<Draft>) => void;
}

function Facts({ draft, kind, isNew, errors, onChange }: FactsProps): JSX.Element {
  const texts = words.value.form;
  const options = useResource("group options", () => getFilterOptions());
  const [next, setNext] = useState<string | null>(null);
  const current = options.data?.current_school_year ?? draft.year;
  const subjects = [...(options.data?.subjects ?? [])];
  if (draft.subject && !subjects.some(({ code }) => code === draft.subject)) subjects.push({ code: draft.subject, name: draft.subject });
  const choose = (schoolId: string) => (draft.members.length > 0 ? setNext(schoolId) : onChange({ schoolId }));
  return (
    <div class="fields">
      <TextField
        label={texts.name}
        value={draft.name}
        maxLength={255}
        onInput={(name) => onChange({ name })}
        error={errors.name ? (errors.name === "taken" ? texts.taken : texts.noName) : null}
      />
      <Select
        label={texts.subject}
        value={draft.subject}
        options={[{ value: "", label: words.value.everySubject }, ...subjects.map(({ code, name }) => ({ value: code, label: name }))]}
        onChange={(subject) => onChange({ subject })}
      />
      {isNew && (
        <SchoolField value={draft.schoolId} onChange={choose} error={errors.schoolId ? texts.noSchool : null} />
      )}
      {isNew && kind === "assigned" && (
        <Select
          label={texts.year}
          value={String(draft.year)}
          options={[current + 1, current, current - 1, current - 2].map((year) => ({ value: String(year), label: schoolYear(year) }))}
          onChange={(year) => onChange({ year: Number(year) })}
        />
      )}
      {!isNew && (
        <div class="field fixed-facts">
          <p>
            {draft.schoolName}, {schoolYear(draft.year)}
          </p>
          <p class="quiet">{texts.fixed}</p>
        </div>
      )}
      {next !== null && (
        <Confirm
          heading={texts.switchAsk}
          doIt={texts.switchDo}
          onClose={() => setNext(null)}
          onConfirm={() => {
            setNext(null);
            onChange({ schoolId: next, members: [] });
          }}
        >
          <p>{texts.switchWhat(draft.members.length)}</p>
        </Confirm>
      )}
    </div>
  );
}

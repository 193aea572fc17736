import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { ApiError } from "../../api/errors.ts";
import { createLink, findAssessments, findOwners, type KeptLink, type LinkedAssessment, type LinkOwner, updateLink } from "../../api/links.ts";
import { announce } from "../../components/announce.tsx";
import { Select } from "../../components/Choice.tsx";
import { Combobox } from "../../components/Combobox.tsx";
import { Dialog, FormActions } from "../../components/Dialog.tsx";
import { TextField } from "../../components/Field.tsx";
import { focusFirstError } from "../../components/focusError.ts";
import { schoolYear } from "../../format/format.ts";
import { levelName } from "../../format/levels.ts";
import { language } from "../../i18n/index.ts";
import { type LinkDraft, type LinkErrors, linkErrors, urlFault } from "./check.ts";
import { Preview } from "./Preview.tsx";
import { words } from "./words.ts";

interface Props {
  /** Null makes a new one. */
  link: KeptLink | null;
  onDone: () => void;
  onClose: () => void;
}

/** A link to be made or changed, with a look at where it will stand. */
export function LinkDialog({ link, onDone, onClose }: Props): JSX.Element {
  const texts = words.value.form;
  const [draft, setDraft] = useState<LinkDraft>(() => draftOf(link));
  const [errors, setErrors] = useState<LinkErrors>({});
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const change = (part: Partial<LinkDraft>) => setDraft((before) => ({ ...before, ...part }));
  const submit = async () => {
    if (busy) return;
    const wrong = linkErrors(draft);
    setErrors(wrong);
    setFailure("");
    if (Object.keys(wrong).length > 0) return focusFirstError(form.current);
    setBusy(true);
    try {
      const saved = await write(link, draft);
      announce(texts.saved(saved.label));
      onDone();
      onClose();
    } catch (cause) {
      const { errors: found, failure: said } = refusal(cause);
      setErrors(found);
      setFailure(said);
      focusFirstError(form.current);
      setBusy(false);
    }
  };
  const { assessment } = draft;
  const levels = assessment?.levels ?? [];
  return (
    <Dialog heading={link ? texts.editTitle : texts.newTitle} onClose={onClose} wide>
      <form
        class="link-form"
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {link ? (
          <p>
            <strong>{link.assessment.label}</strong>, {link.organization.name}
            <span class="quiet block">{texts.fixed}</span>
          </p>
        ) : (
          <Where draft={draft} errors={errors} onChange={change} />
        )}
        <div class="fields">
          <Select
            label={texts.level}
            value={String(draft.level)}
            options={[
              { value: "0", label: words.value.everyLevel },
              ...levels.map((each) => ({ value: String(each.level), label: `${each.level}: ${levelName(each, language.value)}` })),
            ]}
            onChange={(level) => change({ level: Number(level) })}
          />
          <TextField
            label={texts.label}
            hint={texts.labelHint}
            value={draft.label}
            maxLength={200}
            onInput={(label) => change({ label })}
            error={errors.label ? texts.errors.label : null}
          />
        </div>
        <TextField
          wide
          type="url"
          label={texts.url}
          hint={texts.urlHint}
          value={draft.url}
          maxLength={2000}
          onInput={(url) => change({ url })}
          error={errors.url ? texts.errors[errors.url] : null}
        />
        {urlFault(draft.url) === null && (
          <p>
            <a href={draft.url.trim()} target="_blank" rel="noopener noreferrer">
              {texts.test}
              <span class="usa-sr-only"> ({words.value.newTab})</span>
            </a>
          </p>
        )}
        <Preview draft={draft} />
        {failure && (
          <p class="usa-error-message" role="alert">
            {failure}
          </p>
        )}
        <FormActions send={busy ? texts.saving : texts.save} busy={busy} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

interface WhereProps {
  draft: LinkDraft;
  errors: LinkErrors;
  onChange: (part: Partial<LinkDraft>) => void;
}

/** Which assessment a link is for, and whose educators are shown it. */
function Where({ draft, errors, onChange }: WhereProps): JSX.Element {
  const texts = words.value.form;
  const assessments = useRef(new Map<string, LinkedAssessment>());
  const owners = useRef(new Map<string, LinkOwner>());
  const levelAt = (found: LinkedAssessment | null) => (found?.levels.some((each) => each.level === draft.level) ? draft.level : 0);
  return (
    <div class="fields">
      <Combobox
        label={texts.assessment}
        hint={texts.assessmentHint}
        scope="assessments to link"
        error={errors.assessment ? texts.errors.assessment : null}
        initial={draft.assessment?.label ?? ""}
        find={async (typed, signal) => {
          const found = await findAssessments(typed.trim(), signal);
          for (const each of found) assessments.current.set(each.id, each);
          return found.map((each) => ({
            value: each.id,
            label: each.label,
            detail: [each.subject.name, each.school_year && schoolYear(each.school_year)].filter(Boolean).join(", "),
          }));
        }}
        onChoose={({ value }) => {
          const found = assessments.current.get(value) ?? null;
          onChange({ assessment: found, level: levelAt(found) });
        }}
      />
      <Combobox
        label={texts.owner}
        hint={texts.ownerHint}
        scope="owners of links"
        error={errors.owner ? texts.errors.owner : null}
        initial={draft.owner?.name ?? ""}
        find={async (typed, signal) => {
          const found = await findOwners(typed.trim(), signal);
          for (const each of found) owners.current.set(keyOf(each), each);
          return found.map((each) => ({ value: keyOf(each), label: each.name, detail: words.peek().owners[each.type] }));
        }}
        onChoose={({ value }) => onChange({ owner: owners.current.get(value) ?? null })}
      />
    </div>
  );
}

function keyOf({ type, id }: LinkOwner): string {
  return `${type} ${id}`;
}

function draftOf(link: KeptLink | null): LinkDraft {
  if (!link) return { assessment: null, owner: null, level: 0, label: "", url: "" };
  return { assessment: link.assessment, owner: link.organization, level: link.level, label: link.label, url: link.url };
}

function write(link: KeptLink | null, { assessment, owner, level, label, url }: LinkDraft): Promise<KeptLink> {
  const content = { level, label: label.trim(), url: url.trim() };
  if (link) return updateLink(link.id, content);
  return createLink({
    assessment_id: assessment?.id ?? "",
    organization_type: owner?.type ?? "school",
    organization_id: owner?.id ?? "",
    ...content,
  });
}

/** What the service says, at the field that it is about where there is one. */
function refusal(cause: unknown): { errors: LinkErrors; failure: string } {
  const texts = words.peek().form;
  if (!(cause instanceof ApiError)) return { errors: {}, failure: texts.failed };
  const field = cause.message.split(":")[0];
  if (cause.code === "conflict") return { errors: {}, failure: texts.conflict };
  if (cause.kind === "missing") return { errors: {}, failure: texts.gone };
  if (cause.kind === "invalid" && field === "url") return { errors: { url: "url" }, failure: "" };
  if (cause.kind === "invalid" && field === "label") return { errors: { label: true }, failure: "" };
  if (cause.kind === "invalid") return { errors: {}, failure: texts.refused(cause.message) };
  return { errors: {}, failure: texts.failed };
}

import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { ApiError } from "../../api/errors.ts";
import { type Acknowledgement, getAcknowledgement, grant } from "../../api/staff.ts";
import { useResource } from "../../api/useResource.ts";
import { announce } from "../../components/announce.tsx";
import { Select } from "../../components/Choice.tsx";
import { Delivered } from "../../components/Delivered.tsx";
import { Dialog, FormActions } from "../../components/Dialog.tsx";
import { TextField } from "../../components/Field.tsx";
import { focusFirstError } from "../../components/focusError.ts";
import { SchoolField } from "../../components/SchoolField.tsx";
import { Failed, Loading } from "../../components/Status.tsx";
import { roleName } from "../../i18n/roles.ts";
import { grantBody, type GrantDraft, type GrantErrors, grantErrors, grantRefusal } from "./grantDraft.ts";
import { words } from "./words.ts";

/** What the form begins with. */
export type Prefilled = Partial<Omit<GrantDraft, "agreed">>;

const NOTHING: GrantDraft = { first_name: "", last_name: "", username: "", email: "", role: "", school_id: "", agreed: false };

interface Props {
  prefilled: Prefilled;
  onDone: () => void;
  onClose: () => void;
}

/** Grants somebody a role at a school, once whoever grants it has agreed to what that means. */
export function GrantDialog({ prefilled, onDone, onClose }: Props): JSX.Element {
  const texts = words.value.form;
  const found = useResource("acknowledgement", (signal) => getAcknowledgement(signal));
  return (
    <Dialog heading={texts.title} onClose={onClose} wide>
      <p>{texts.lead}</p>
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {found.loading && <Loading />}
      {found.data && <Form acknowledgement={found.data} prefilled={prefilled} onStale={found.retry} onDone={onDone} onClose={onClose} />}
    </Dialog>
  );
}

interface FormProps extends Props {
  acknowledgement: Acknowledgement;
  onStale: () => void;
}

function Form({ acknowledgement, prefilled, onStale, onDone, onClose }: FormProps): JSX.Element {
  const texts = words.value.form;
  const [draft, setDraft] = useState<GrantDraft>({ ...NOTHING, ...prefilled });
  const [errors, setErrors] = useState<GrantErrors>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const change = (part: Partial<GrantDraft>) => setDraft((before) => ({ ...before, ...part }));
  const fail = (found: GrantErrors) => {
    setErrors(found);
    focusFirstError(form.current);
  };
  const submit = async () => {
    if (busy) return;
    const wrong = grantErrors(draft, texts);
    if (Object.keys(wrong).length > 0) return fail(wrong);
    setErrors({});
    setBusy(true);
    try {
      const made = await grant(grantBody(draft, acknowledgement.version));
      announce(texts.done(`${made.first_name} ${made.last_name}`, roleName(made.role, made.role_name)));
      onDone();
      onClose();
    } catch (cause) {
      const found = cause instanceof ApiError ? grantRefusal(cause, texts) : { other: texts.failed };
      if (found.agreed) {
        change({ agreed: false });
        onStale();
      }
      fail(found);
      setBusy(false);
    }
  };
  const field = (name: "first_name" | "last_name" | "username" | "email", label: string, hint = "") => (
    <TextField
      label={label}
      value={draft[name]}
      onInput={(value) => change({ [name]: value })}
      error={errors[name] ?? null}
      maxLength={name === "email" ? 254 : 128}
      {...(hint && { hint })}
      {...(name === "email" && { type: "email" as const })}
    />
  );
  return (
    <form
      class="grant-form"
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div class="grant-fields">
        {field("first_name", texts.first)}
        {field("last_name", texts.last)}
        {field("username", texts.username, texts.usernameHint)}
        {field("email", texts.email)}
        <SchoolField value={draft.school_id} onChange={(school_id) => change({ school_id })} error={errors.school_id ?? null} />
        <Select
          label={texts.role}
          value={draft.role}
          error={errors.role ?? null}
          options={[
            { value: "", label: texts.choose },
            ...acknowledgement.roles.map(({ code, name }) => ({ value: code, label: roleName(code, name) })),
          ]}
          onChange={(role) => change({ role })}
        />
      </div>
      <Agreement acknowledgement={acknowledgement} agreed={draft.agreed} error={errors.agreed ?? null} onChange={(agreed) => change({ agreed })} />
      {errors.other && (
        <p class="usa-error-message" role="alert">
          {errors.other}
        </p>
      )}
      <FormActions send={busy ? texts.saving : texts.save} busy={busy} onCancel={onClose} />
    </form>
  );
}

interface AgreementProps {
  acknowledgement: Acknowledgement;
  agreed: boolean;
  error: string | null;
  onChange: (agreed: boolean) => void;
}

function Agreement({ acknowledgement, agreed, error, onChange }: AgreementProps): JSX.Element {
  const texts = words.value.form;
  return (
    <fieldset class="agreement">
      <legend class="usa-label">{texts.agreement}</legend>
      <p class="agreement-text" id="agreement-text">
        <Delivered>{acknowledgement.text}</Delivered> <span class="quiet">{texts.version(acknowledgement.version)}</span>
      </p>
      {error && (
        <span class="usa-error-message" id="agreement-error">
          {error}
        </span>
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={agreed}
          aria-describedby={error ? "agreement-error" : "agreement-text"}
          aria-invalid={error ? true : undefined}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span>{texts.agree}</span>
      </label>
    </fieldset>
  );
}

import type { JSX, TargetedInputEvent } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { Page } from "../../components/Page.tsx";
import { text } from "../../i18n/index.ts";
import { EntryMessages, type Entering } from "./EntryPage.tsx";

/** Username and password; what is typed goes to Cognito and nowhere else. */
export function SignIn({ entering }: { entering: Entering }): JSX.Element {
  const words = text.value.entry;
  const form = useRef<HTMLFormElement>(null);
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [checked, setChecked] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    setChecked(true);
    const missing = !username ? "username" : !password ? "password" : null;
    if (missing) form.current?.querySelector<HTMLInputElement>(`[name=${missing}]`)?.focus();
    else if (entering.name === null) entering.start(username, password, username);
  };
  return (
    <Page heading={words.signInTitle} lead={words.signInLead}>
      <EntryMessages entering={entering} />
      <form ref={form} class="panel sign-in" onSubmit={submit} noValidate>
        <Field name="username" label={words.username} value={username} checked={checked} onInput={setUsername} />
        <Password label={words.password} value={password} checked={checked} onInput={setPassword} />
        <button type="submit" class="usa-button">
          {entering.name === null ? words.signIn : words.signingIn}
        </button>
      </form>
    </Page>
  );
}

interface FieldProps {
  name: "username" | "password";
  label: string;
  value: string;
  checked: boolean;
  onInput: (value: string) => void;
  type?: "text" | "password";
}

function Field({ name, label, value, checked, onInput, type = "text" }: FieldProps): JSX.Element {
  const id = useId();
  const missing = checked && !value;
  const input = {
    class: missing ? "usa-input usa-input--error" : "usa-input",
    id,
    name,
    autocomplete: name === "username" ? "username" : "current-password",
    autocapitalize: "none",
    spellcheck: false,
    "aria-invalid": missing,
    "aria-describedby": missing ? `${id}-error` : undefined,
    value,
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => onInput(event.currentTarget.value),
  } as const;
  return (
    <div class="field">
      <label class="usa-label" for={id}>
        {label}
      </label>
      {missing && (
        <span class="usa-error-message" id={`${id}-error`}>
          {text.value.entry.required(label)}
        </span>
      )}
      {type === "password" ? <input type="password" {...input} /> : <input type="text" {...input} />}
    </div>
  );
}

function Password(props: Omit<FieldProps, "name" | "type">): JSX.Element {
  const [shown, setShown] = useState(false);
  return (
    <>
      <Field {...props} name="password" type={shown ? "text" : "password"} />
      <label class="show-password">
        <input type="checkbox" checked={shown} onChange={() => setShown(!shown)} />
        {text.value.entry.showPassword}
      </label>
    </>
  );
}

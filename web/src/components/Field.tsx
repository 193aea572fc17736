import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface FrameProps {
  label: string;
  hint?: string | undefined;
  error?: string | null | undefined;
  optional?: string | undefined;
  id: string;
  wide?: boolean | undefined;
  children: ComponentChildren;
}

/** Label, hint and error around a control with that id; describe the control by `describedBy(id, …)`. */
export function FieldFrame({ label, hint, error, optional, id, wide = false, children }: FrameProps): JSX.Element {
  return (
    <div class={wide ? "field field-wide" : "field"}>
      <label class="usa-label" for={id}>
        {label}
        {optional && <span class="quiet"> ({optional})</span>}
      </label>
      {hint && (
        <span class="usa-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {error && (
        <span class="usa-error-message" id={`${id}-error`}>
          {error}
        </span>
      )}
      {children}
    </div>
  );
}

/** The ids of what describes a control. */
export function describedBy(id: string, hint?: string, error?: string | null): string | undefined {
  return [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
}

interface TextProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: string;
  error?: string | null;
  optional?: string;
  type?: "text" | "url" | "email" | "date" | "search";
  name?: string | undefined;
  maxLength?: number;
  wide?: boolean;
  autocomplete?: string;
}

/** One line of text. */
export function TextField(props: TextProps): JSX.Element {
  const { label, value, onInput, hint, error, optional, type = "text", name, maxLength, wide, autocomplete = "off" } = props;
  const id = useId();
  return (
    <FieldFrame label={label} hint={hint} error={error} optional={optional} id={id} wide={wide}>
      <input
        class={error ? "usa-input usa-input--error" : "usa-input"}
        id={id}
        // Preact ties a type to its role; a plain text field has none that differs among these.
        type={type as "text"}
        name={name}
        maxLength={maxLength}
        autocomplete={autocomplete}
        spellcheck={false}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, hint, error)}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </FieldFrame>
  );
}

interface CheckProps {
  label: ComponentChildren;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

/** One thing to tick. */
export function Checkbox({ label, checked, onChange, disabled = false }: CheckProps): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}

interface ChecksProps {
  label: string;
  hint?: string;
  error?: string | null;
  options: readonly { value: string; label: ComponentChildren }[];
  values: readonly string[];
  onChange: (values: string[]) => void;
}

/** Several of a few, all in sight. */
export function Checkboxes({ label, hint, error, options, values, onChange }: ChecksProps): JSX.Element {
  const id = useId();
  const toggle = (value: string, on: boolean) =>
    onChange(options.map((each) => each.value).filter((each) => (each === value ? on : values.includes(each))));
  return (
    <fieldset class="checks" aria-describedby={describedBy(id, hint, error)}>
      <legend class="usa-label">{label}</legend>
      {hint && (
        <span class="usa-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {error && (
        <span class="usa-error-message" id={`${id}-error`}>
          {error}
        </span>
      )}
      <div class="checks-options">
        {options.map((each) => (
          <Checkbox
            key={each.value}
            label={each.label}
            checked={values.includes(each.value)}
            onChange={(on) => toggle(each.value, on)}
          />
        ))}
      </div>
    </fieldset>
  );
}

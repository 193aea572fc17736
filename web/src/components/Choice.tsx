import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { describedBy, FieldFrame } from "./Field.tsx";

export interface Option {
  value: string;
  label: string;
}

interface Props {
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
}

interface SelectProps extends Props {
  error?: string | null | undefined;
}

/** One of several, as a drop-down. */
export function Select({ label, value, options, onChange, error }: SelectProps): JSX.Element {
  const id = useId();
  return (
    <FieldFrame label={label} error={error} id={id}>
      <select
        class={error ? "usa-input usa-input--error" : "usa-input"}
        id={id}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, "", error ?? null)}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

interface ToggleProps extends Props {
  /** Where the options explain themselves, the label is only read out. */
  plain?: boolean;
}

/** One of a few, all in sight, as radio buttons side by side. */
export function Toggle({ label, value, options, onChange, plain = false }: ToggleProps): JSX.Element {
  const name = useId();
  return (
    <fieldset class="toggle">
      <legend class={plain ? "usa-sr-only" : undefined}>{label}</legend>
      <div class="toggle-options">
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface SearchProps {
  label: string;
  hint?: string;
  value: string;
  onInput: (value: string) => void;
}

/** A text field that filters what follows it. */
export function SearchField({ label, hint, value, onInput }: SearchProps): JSX.Element {
  const id = useId();
  return (
    <div class="field field-search">
      <label class="usa-label" for={id}>
        {label}
      </label>
      {hint && (
        <span class="usa-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      <input
        class="usa-input"
        id={id}
        type="search"
        autocomplete="off"
        spellcheck={false}
        aria-describedby={hint ? `${id}-hint` : undefined}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  );
}

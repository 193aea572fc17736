import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { describedBy } from "../../components/Field.tsx";
import { words } from "./words.ts";

export interface Pick {
  value: string;
  label: ComponentChildren;
  /** Why it cannot be chosen; the same words for several are said once. */
  why?: string | null | undefined;
}

interface Props {
  label: string;
  hint?: string | undefined;
  error?: string | null | undefined;
  options: readonly Pick[];
  values: readonly string[];
  onChange: (values: string[]) => void;
  /** One of them, not several. */
  single?: boolean;
  /** The names are short, so that many fit side by side. */
  short?: boolean;
}

/** Some of a few values, all in sight; those that cannot be chosen are gray, with the reason below. */
export function Picks({ label, hint, error, options, values, onChange, single = false, short = false }: Props): JSX.Element {
  const id = useId();
  const reasons = [...new Set(options.flatMap(({ why }) => (why ? [why] : [])))];
  const open = options.filter(({ why }) => !why).map(({ value }) => value);
  const toggle = (value: string, on: boolean) => {
    if (single) onChange([value]);
    else onChange(options.map((each) => each.value).filter((each) => (each === value ? on : values.includes(each))));
  };
  return (
    <fieldset class="checks picks" aria-describedby={describedBy(id, hint, error)}>
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
      <div class={short ? "checks-options picks-short" : "checks-options"}>
        {options.map(({ value, label: name, why }) => (
          <label key={value} class={why ? "check pick-off" : "check"}>
            <input
              type={single ? "radio" : "checkbox"}
              name={single ? id : undefined}
              checked={values.includes(value)}
              disabled={!!why}
              aria-describedby={why ? `${id}-why-${reasons.indexOf(why)}` : undefined}
              onChange={(event) => toggle(value, event.currentTarget.checked)}
            />
            <span>{name}</span>
          </label>
        ))}
      </div>
      {reasons.map((why, place) => (
        <p key={why} class="quiet pick-why" id={`${id}-why-${place}`}>
          {why}
        </p>
      ))}
      {!single && open.length > 4 && (
        <p class="pick-all">
          <button type="button" class="link-button" aria-label={`${label}: ${words.value.all}`} onClick={() => onChange(open)}>
            {words.value.all}
          </button>
          <button type="button" class="link-button" aria-label={`${label}: ${words.value.none}`} onClick={() => onChange([])}>
            {words.value.none}
          </button>
        </p>
      )}
    </fieldset>
  );
}

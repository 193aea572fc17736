import type { JSX } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { useResource } from "../api/useResource.ts";
import { text } from "../i18n/index.ts";
import { useDelayed } from "../pages/useDelayed.ts";
import { describedBy, FieldFrame } from "./Field.tsx";

export interface Choice {
  value: string;
  label: string;
  /** A second line that tells namesakes apart, such as a school's district. */
  detail?: string;
}

interface Props {
  label: string;
  hint?: string;
  error?: string | null;
  /** Finds choices for what was typed; called with "" too. */
  find: (typed: string, signal: AbortSignal) => Promise<readonly Choice[]>;
  /** Names what is searched, so that the same words are asked once. */
  scope: string;
  onChoose: (choice: Choice) => void;
  /** What the field shows after a choice: the choice, or nothing so that another can follow. */
  keep?: boolean;
  initial?: string;
}

/** A text field that offers what matches, by mouse or arrow keys (the ARIA combobox pattern). */
export function Combobox({ label, hint, error, find, scope, onChoose, keep = true, initial = "" }: Props): JSX.Element {
  const id = useId();
  const [typed, setTyped] = useState(initial);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const wanted = useDelayed(typed, 200);
  const found = useResource(`${scope} ${open ? wanted : ""}`, (signal) => (open ? find(wanted, signal) : Promise.resolve([])), true);
  const choices = open ? (found.data ?? []) : [];
  useEffect(() => setActive(-1), [wanted]);
  // The list scrolls by itself; what the arrow keys reach must be in sight.
  useEffect(() => {
    if (active >= 0) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [active]);
  const choose = (choice: Choice) => {
    setTyped(keep ? choice.label : "");
    setOpen(false);
    onChoose(choice);
  };
  const move = (by: number) => {
    setOpen(true);
    if (choices.length > 0) setActive((active + by + choices.length + (active < 0 && by < 0 ? 1 : 0)) % choices.length);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Escape" && open) setOpen(false);
    else if (event.key === "Enter" && open) chooseActive();
    else return;
    event.preventDefault();
  };
  const chooseActive = () => {
    const choice = choices[active] ?? (choices.length === 1 ? choices[0] : undefined);
    if (choice) choose(choice);
  };
  return (
    <FieldFrame label={label} hint={hint} error={error} id={id}>
      <div class="combobox">
        <input
          class={error ? "usa-input usa-input--error" : "usa-input"}
          id={id}
          type="text"
          role="combobox"
          autocomplete="off"
          spellcheck={false}
          aria-autocomplete="list"
          aria-expanded={open && choices.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
          aria-describedby={describedBy(id, hint, error)}
          aria-invalid={error ? true : undefined}
          value={typed}
          onFocus={(event) => event.currentTarget.select()}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setOpen(true);
          }}
          onClick={() => setOpen(true)}
          onKeyDown={onKeyDown}
          onBlur={() => setOpen(false)}
        />
        <ul class="combobox-list" id={`${id}-list`} role="listbox" aria-label={label} hidden={choices.length === 0}>
          {choices.map((choice, place) => (
            <li
              key={choice.value}
              id={`${id}-${place}`}
              role="option"
              aria-selected={place === active}
              class={place === active ? "is-active" : undefined}
              // The field would lose the focus, and with it the list, before the click arrives.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(choice)}
            >
              <span>{choice.label}</span>
              {choice.detail && <span class="quiet">{choice.detail}</span>}
            </li>
          ))}
        </ul>
      </div>
      <Outcome open={open} typed={wanted} loading={found.loading} failed={!!found.error} count={choices.length} />
    </FieldFrame>
  );
}

interface OutcomeProps {
  open: boolean;
  typed: string;
  loading: boolean;
  failed: boolean;
  count: number;
}

/** How many were found, said aloud; that nothing was found is also seen. */
function Outcome({ open, typed, loading, failed, count }: OutcomeProps): JSX.Element {
  const words = text.value.combobox;
  const nothing = open && !loading && count === 0 && typed !== "";
  const said = !open || loading ? "" : failed ? words.failed : count === 0 && typed !== "" ? words.none(typed) : words.found(count);
  return (
    <span class={nothing || (open && failed) ? "quiet" : "usa-sr-only"} role="status">
      {said}
    </span>
  );
}

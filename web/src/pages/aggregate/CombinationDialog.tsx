import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { AggregateOptions } from "../../api/aggregates.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { Disclosure } from "../../components/Disclosure.tsx";
import { TextField } from "../../components/Field.tsx";
import { language, text } from "../../i18n/index.ts";
import type { Combination } from "./draft.ts";
import { nameIn } from "./names.ts";
import { Picks } from "./Picks.tsx";
import { words } from "./words.ts";

interface Props {
  options: AggregateOptions;
  /** The one to change, or null for a new one. */
  combination: Combination | null;
  /** Names that others have. */
  taken: readonly string[];
  onUse: (combination: Combination) => void;
  onClose: () => void;
}

/** A name, and of each characteristic the values that students must have. */
export function CombinationDialog({ options, combination, taken, onUse, onClose }: Props): JSX.Element {
  const said = words.value;
  const [name, setName] = useState(combination?.name ?? "");
  const [values, setValues] = useState<Record<string, string[]>>(combination?.values ?? {});
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const nothing = Object.values(values).every((each) => each.length === 0);
  const nameError = nameProblem(name, taken);
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (nameError || nothing) {
      form.current?.querySelector<HTMLElement>(nameError ? "input" : "summary")?.focus();
      return;
    }
    const kept = Object.entries(values).filter(([, codes]) => codes.length > 0);
    onUse({ name: name.trim(), values: Object.fromEntries(kept) });
  };
  return (
    <Dialog
      wide
      heading={combination ? said.combinationChange : said.combinationNew}
      onClose={onClose}
      actions={
        <>
          <button type="submit" form="combination" class="usa-button">
            {said.combinationSave}
          </button>
          <button type="button" class="usa-button usa-button--outline" onClick={onClose}>
            {text.value.app.cancel}
          </button>
        </>
      }
    >
      <form id="combination" ref={form} noValidate onSubmit={submit}>
        <TextField
          label={said.combinationName}
          hint={said.combinationNameHint}
          error={tried ? nameError : null}
          maxLength={100}
          value={name}
          onInput={setName}
        />
        {tried && nothing && (
          <p class="usa-error-message combination-error" role="alert">
            {said.combinationNoValues}
          </p>
        )}
        <div class="combination-fields">
          {options.dimensions
            .filter(({ dimension }) => dimension !== "enrolled_grade")
            .map((each) => {
              const label = nameIn(each, language.value);
              const chosen = values[each.dimension] ?? [];
              const count = chosen.length > 0 ? ` (${chosen.length})` : "";
              return (
                <Disclosure key={each.dimension} summary={`${label}${count}`} open={(combination?.values[each.dimension]?.length ?? 0) > 0}>
                  <Picks
                    label={label}
                    options={each.values.map((value) => ({ value: value.code, label: nameIn(value, language.value) }))}
                    values={chosen}
                    onChange={(codes) => setValues((before) => ({ ...before, [each.dimension]: codes }))}
                  />
                </Disclosure>
              );
            })}
        </div>
      </form>
    </Dialog>
  );
}

function nameProblem(name: string, taken: readonly string[]): string | null {
  const said = words.value;
  const plain = name.trim().toLocaleLowerCase();
  if (!plain) return said.combinationNoName;
  return taken.some((each) => each.toLocaleLowerCase() === plain) ? said.combinationSameName : null;
}

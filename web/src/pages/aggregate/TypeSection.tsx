import type { JSX } from "preact";
import type { AggregateOptions } from "../../api/aggregates.ts";
import type { Draft } from "./draft.ts";
import { offeredTypes } from "./offer.ts";
import { words } from "./words.ts";

interface Props {
  draft: Draft;
  options: AggregateOptions;
  onChange: (part: Partial<Draft>) => void;
}

/** What kind of report, each with a sentence that says what it is good for. */
export function TypeSection({ draft, options, onChange }: Props): JSX.Element {
  const { section, types, typeSays, why: reasons } = words.value;
  return (
    <fieldset class="checks type-cards">
      <legend class="usa-sr-only">{section.type}</legend>
      {offeredTypes(options).map(({ value, why }) => (
        <label key={value} class={why ? "type-card pick-off" : "type-card"}>
          <input
            type="radio"
            name="report-type"
            checked={draft.type === value}
            disabled={why !== null}
            onChange={() => onChange({ type: value })}
          />
          <span>
            <strong>{types[value]}</strong>
            <span class="quiet">{typeSays[value]}</span>
            {why && <span class="type-why">{reasons[why]}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { AggregateOptions } from "../../api/aggregates.ts";
import { announce } from "../../components/announce.tsx";
import { Toggle } from "../../components/Choice.tsx";
import { Icon } from "../../components/Icon.tsx";
import { language } from "../../i18n/index.ts";
import { CombinationDialog } from "./CombinationDialog.tsx";
import { type Combination, type Draft, MOST_COMBINATIONS } from "./draft.ts";
import { describeCombination, nameIn } from "./names.ts";
import { offeredDimensions } from "./offer.ts";
import { Picks } from "./Picks.tsx";
import { words } from "./words.ts";

interface Props {
  draft: Draft;
  options: AggregateOptions;
  onChange: (part: Partial<Draft>) => void;
}

/** How students are compared: by single characteristics, or by combinations of them with a name. */
export function SubgroupsSection({ draft, options, onChange }: Props): JSX.Element {
  const said = words.value;
  const [wanted, setWanted] = useState(false);
  const combined = wanted || draft.custom_subgroups.length > 0;
  const choose = (mode: string) => {
    setWanted(mode === "combined");
    if (mode === "single") onChange({ custom_subgroups: [] });
  };
  const byCode = new Map(options.dimensions.map((each) => [each.dimension, nameIn(each, language.value)]));
  return (
    <>
      <Toggle
        label={said.subgroupsMode}
        value={combined ? "combined" : "single"}
        options={[
          { value: "single", label: said.single },
          { value: "combined", label: said.combined },
        ]}
        onChange={choose}
      />
      {combined ? (
        <Combinations draft={draft} options={options} onChange={onChange} />
      ) : (
        <Picks
          label={said.dimensions}
          hint={said.dimensionsHint}
          options={offeredDimensions(options, draft).map(({ value, why }) => ({
            value,
            label: byCode.get(value) ?? value,
            why: why && said.why[why],
          }))}
          values={draft.dimensions}
          onChange={(dimensions) => onChange({ dimensions })}
        />
      )}
    </>
  );
}

/** The named combinations, each to be changed or removed. */
function Combinations({ draft, options, onChange }: Props): JSX.Element {
  const said = words.value;
  const [open, setOpen] = useState<number | null>(null);
  const rows = draft.custom_subgroups;
  const full = rows.length >= MOST_COMBINATIONS;
  const use = (changed: Combination) => {
    if (draft.dimensions.length > 0) announce(said.combinationReplaces);
    onChange({ custom_subgroups: open === rows.length ? [...rows, changed] : rows.map((each, place) => (place === open ? changed : each)) });
    setOpen(null);
  };
  return (
    <div class="combinations">
      <p class="usa-hint">{said.combinationsHint}</p>
      {rows.length === 0 && <p class="quiet">{said.combinationsNone}</p>}
      <ul aria-label={said.combinations}>
        {rows.map((each, place) => (
          <li key={each.name}>
            <div>
              <strong>{each.name}</strong>
              <span class="quiet">{describeCombination(each, options, language.value)}</span>
            </div>
            <button type="button" class="icon-button" aria-label={said.combinationEdit(each.name)} onClick={() => setOpen(place)}>
              <Icon name="edit" />
            </button>
            <button
              type="button"
              class="icon-button"
              aria-label={said.combinationRemove(each.name)}
              onClick={() => onChange({ custom_subgroups: rows.filter((_, other) => other !== place) })}
            >
              <Icon name="trash" />
            </button>
          </li>
        ))}
      </ul>
      {full ? (
        <p class="quiet">{said.combinationFull}</p>
      ) : (
        <button type="button" class="usa-button usa-button--outline" onClick={() => setOpen(rows.length)}>
          <Icon name="plus" />
          {said.combinationAdd}
        </button>
      )}
      {open !== null && (
        <CombinationDialog
          options={options}
          combination={rows[open] ?? null}
          taken={rows.filter((_, place) => place !== open).map((each) => each.name)}
          onUse={use}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  );
}

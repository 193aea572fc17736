import type { JSX } from "preact";
import type { AggregateOptions } from "../../api/aggregates.ts";
import { Toggle } from "../../components/Choice.tsx";
import { language } from "../../i18n/index.ts";
import type { Draft } from "./draft.ts";
import { isTarget } from "./fit.ts";
import { nameIn } from "./names.ts";
import { reachesBeyond } from "./offer.ts";
import { Picks } from "./Picks.tsx";
import { words } from "./words.ts";

interface Props {
  draft: Draft;
  options: AggregateOptions;
  onChange: (part: Partial<Draft>) => void;
}

/** Which results count by how they were taken, and how levels and empty rows are shown. */
export function FiltersSection({ draft, options, onChange }: Props): JSX.Element {
  const said = words.value;
  const beyond = reachesBeyond(options, draft);
  const picks = (name: "conditions" | "completeness", label: string) => {
    const values: readonly string[] = draft[name];
    return (
      <Picks
        label={label}
        hint={said.filtersHint}
        options={options[name].map((each) => ({
          value: each.code,
          label: nameIn(each, language.value),
          why: beyond && !values.includes(each.code) ? said.why.filtersNeedOwn : null,
        }))}
        values={values}
        onChange={(chosen) => onChange({ [name]: chosen })}
      />
    );
  };
  return (
    <>
      {picks("conditions", said.conditions)}
      {picks("completeness", said.completeness)}
      <div class="fields">
        {isTarget(draft) ? (
          <p class="quiet">{said.why.targetNoGroups}</p>
        ) : (
          <Toggle
            label={said.levels}
            value={draft.levels}
            options={[
              { value: "all", label: said.levelsAll },
              { value: "grouped", label: said.levelsGrouped },
            ]}
            onChange={(value) => onChange({ levels: value === "grouped" ? "grouped" : "all" })}
          />
        )}
        <Toggle
          label={said.empty}
          value={draft.empty_rows}
          options={[
            { value: "hide", label: said.emptyHide },
            { value: "show", label: said.emptyShow },
          ]}
          onChange={(value) => onChange({ empty_rows: value === "show" ? "show" : "hide" })}
        />
      </div>
    </>
  );
}

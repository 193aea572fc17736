import type { JSX } from "preact";
import type { AggregateOptions } from "../../api/aggregates.ts";
import { Combobox } from "../../components/Combobox.tsx";
import { Tags } from "../../components/Tags.tsx";
import { language } from "../../i18n/index.ts";
import { COMPARED, type Draft } from "./draft.ts";
import { isTarget } from "./fit.ts";
import { offeredComparisons, reachesBeyond } from "./offer.ts";
import { Picks } from "./Picks.tsx";
import { findPlaces } from "./places.ts";
import { words } from "./words.ts";

interface Props {
  draft: Draft;
  options: AggregateOptions;
  names: ReadonlyMap<string, string>;
  onChange: (part: Partial<Draft>) => void;
  error: string | null;
}

/** Which schools and districts, and what to compare them with. */
export function PlacesSection({ draft, options, names, onChange, error }: Props): JSX.Element {
  const said = words.value;
  const { organizations } = draft;
  const change = (part: Partial<Draft["organizations"]>) => onChange({ organizations: { ...organizations, ...part } });
  const add = (choice: string) => {
    const [kind, id = ""] = choice.split(" ");
    const list = kind === "district" ? "districts" : "schools";
    if (isTarget(draft)) change({ districts: [], schools: [], [list]: [id] });
    else change({ [list]: [...new Set([...organizations[list], id])] });
  };
  const without = (list: "districts" | "schools", id: string) => () =>
    change({ [list]: organizations[list].filter((each) => each !== id) });
  const tags = (["districts", "schools"] as const).flatMap((list) =>
    organizations[list].map((id) => ({ key: id, label: names.get(id) ?? id, remove: without(list, id) })),
  );
  const offered = offeredComparisons(options, draft);
  return (
    <>
      <Combobox
        key={language.value}
        label={isTarget(draft) ? said.placesFindOne : said.placesFind}
        hint={said.placesHint}
        error={error}
        scope="aggregate places"
        keep={false}
        find={(typed, signal) => findPlaces(typed, said.report, signal)}
        onChoose={({ value }) => add(value)}
      />
      {tags.length > 0 ? (
        <Tags label={said.placesChosen} tags={tags} clear={() => change({ districts: [], schools: [] })} />
      ) : (
        <p class="quiet">{said.placesNone}</p>
      )}
      <Picks
        label={said.compare}
        options={offered.map(({ value, why }) => ({ value, label: said.compared[value], why: why && !organizations[value] ? said.why[why] : null }))}
        values={COMPARED.filter((each) => organizations[each])}
        onChange={(values) => change(Object.fromEntries(COMPARED.map((each) => [each, values.includes(each)])))}
      />
      {reachesBeyond(options, draft) && <p class="quiet">{said.small}</p>}
    </>
  );
}

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { getSchools } from "../../api/results.ts";
import type { School } from "../../api/types.ts";
import { useResource } from "../../api/useResource.ts";
import { SearchField } from "../../components/Choice.tsx";
import { Checkbox } from "../../components/Field.tsx";
import { Failed, Loading } from "../../components/Status.tsx";
import { Tags } from "../../components/Tags.tsx";
import { useDelayed } from "../useDelayed.ts";
import { words } from "./words.ts";

interface Props {
  /** The chosen schools: their names by id. */
  chosen: ReadonlyMap<string, string>;
  onChange: (chosen: Map<string, string>) => void;
  error: string | null;
}

/** Schools below their districts, to tick; a search narrows the list. */
export function SchoolTree({ chosen, onChange, error }: Props): JSX.Element {
  const said = words.value.export;
  const [typed, setTyped] = useState("");
  const wanted = useDelayed(typed, 200);
  const found = useResource(`export schools ${wanted}`, (signal) => getSchools(wanted, "", signal), true);
  const set = (schools: readonly { id: string; name: string }[], on: boolean) => {
    const next = new Map(chosen);
    for (const { id, name } of schools) {
      if (on) next.set(id, name);
      else next.delete(id);
    }
    onChange(next);
  };
  const tags = [...chosen].map(([id, name]) => ({ key: id, label: name, remove: () => set([{ id, name }], false) }));
  return (
    <>
      <SearchField label={said.schoolFind} hint={said.schoolHint} value={typed} onInput={setTyped} />
      {error && (
        <p class="usa-error-message" role="alert">
          {error}
        </p>
      )}
      <Tags label={said.schoolsChosen} tags={tags} clear={() => onChange(new Map())} />
      {!found.data && found.loading && <Loading />}
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {found.data && <Districts schools={found.data.schools} total={found.data.total} typed={wanted} chosen={chosen} set={set} />}
    </>
  );
}

interface DistrictsProps {
  schools: readonly School[];
  total: number;
  typed: string;
  chosen: ReadonlyMap<string, string>;
  set: (schools: readonly School[], on: boolean) => void;
}

function Districts({ schools, total, typed, chosen, set }: DistrictsProps): JSX.Element {
  const said = words.value.export;
  const byDistrict = new Map<string, School[]>();
  for (const each of schools) byDistrict.set(each.district.name, [...(byDistrict.get(each.district.name) ?? []), each]);
  if (schools.length === 0) return <p class="quiet" role="status">{said.schoolsNone(typed)}</p>;
  return (
    <>
      <div class="school-tree" role="group" aria-label={said.schools} tabIndex={0}>
        {[...byDistrict].map(([district, within]) => (
          <div key={district}>
            <div class="school-tree-head">
              <strong>{district}</strong>
              <button type="button" class="link-button" onClick={() => set(within, true)}>
                {said.chooseAll(district)}
              </button>
            </div>
            {within.map((each) => (
              <Checkbox key={each.id} label={each.name} checked={chosen.has(each.id)} onChange={(on) => set([each], on)} />
            ))}
          </div>
        ))}
      </div>
      <p class="quiet" role="status">
        {total > schools.length ? said.schoolsMore(total - schools.length) : ""}
      </p>
    </>
  );
}

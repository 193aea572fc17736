import { useMemo } from "preact/hooks";
import type { AggregateOptions } from "../../api/aggregates.ts";
import { getSchools } from "../../api/results.ts";
import { useResource } from "../../api/useResource.ts";
import type { Choice } from "../../components/Combobox.tsx";
import type { Draft } from "./draft.ts";
import type { Words } from "./words.ts";

/** More names than this are not looked up for a pasted link; the ids stand for them. */
const MOST_LOOKED_UP = 30;

/** Names of schools and districts that were met; a place keeps its name. */
const met = new Map<string, string>();

/** Schools and districts that match what was typed, the districts first. */
export async function findPlaces(typed: string, words: Words["report"], signal: AbortSignal): Promise<Choice[]> {
  const { schools } = await getSchools(typed, "", signal);
  const lower = typed.trim().toLocaleLowerCase();
  const districts = new Map<string, string>();
  for (const { id, name, district } of schools) {
    met.set(id, name);
    met.set(district.id, district.name);
    if (`${district.id} ${district.name}`.toLocaleLowerCase().includes(lower)) districts.set(district.id, district.name);
  }
  return [
    ...[...districts].map(([id, name]) => ({ value: `district ${id}`, label: name, detail: words.levelTypes.district })),
    ...schools.map(({ id, name, district }) => ({ value: `school ${id}`, label: name, detail: district.name })),
  ];
}

/** Districts that match what was typed. */
export async function findDistricts(typed: string, signal: AbortSignal): Promise<Choice[]> {
  const { schools } = await getSchools(typed, "", signal);
  const found = new Map(schools.map(({ district }) => [district.id, district.name]));
  const lower = typed.trim().toLocaleLowerCase();
  return [...found].filter(([, name]) => name.toLocaleLowerCase().includes(lower)).map(([value, label]) => ({ value, label }));
}

/** The names of a draft's places by id, looked up where a pasted link brought only ids. */
export function usePlaceNames({ organizations }: Draft, options: AggregateOptions | null): ReadonlyMap<string, string> {
  const ids = [...organizations.districts, ...organizations.schools];
  const own = options?.organization;
  const unknown = ids.filter((id) => !met.has(id) && id !== own?.id).slice(0, MOST_LOOKED_UP);
  const found = useResource(`place names ${unknown.join(" ")}`, (signal) => lookUp(unknown, signal));
  return useMemo(() => {
    const names = new Map(met);
    if (own && own.type !== "state") names.set(own.id, own.name);
    return names;
  }, [ids.join(" "), found.data, own]);
}

async function lookUp(ids: readonly string[], signal: AbortSignal): Promise<number> {
  const pages = await Promise.all(ids.map((id) => getSchools(id, "", signal)));
  for (const { id, name, district } of pages.flatMap((each) => each.schools)) {
    met.set(id, name);
    met.set(district.id, district.name);
  }
  return ids.length;
}

import type { JSX } from "preact";
import type { AvailabilityFilter } from "../../api/availability.ts";
import { getFilterOptions } from "../../api/filters.ts";
import { useResource } from "../../api/useResource.ts";
import { session } from "../../auth/session.ts";
import { Select } from "../../components/Choice.tsx";
import { schoolYear } from "../../format/format.ts";
import { setQuery } from "../../router/place.ts";
import { EVERY_DISTRICT, KINDS, STATUSES } from "./filter.ts";
import { words } from "./words.ts";

interface Props {
  filter: AvailabilityFilter;
  /** The districts seen so far, by id. */
  districts: ReadonlyMap<string, string>;
  /** The history is narrowed by school year only. */
  yearOnly: boolean;
}

/** What narrows the rows, all of it in the address. */
export function Filters({ filter, districts, yearOnly }: Props): JSX.Element {
  const texts = words.value;
  const { any, columns } = texts;
  const { data } = useResource("availability options", () => getFilterOptions());
  const current = data?.current_school_year;
  const years = current ? [current + 1, current] : [];
  const statewide = session.value?.assignment?.organization.type === "state";
  const known = new Map(districts);
  if (filter.district_id && !known.has(filter.district_id)) known.set(filter.district_id, filter.district_id);
  const set = (part: Record<string, string>) => setQuery({ ...part, page: null });
  return (
    <div class="fields" role="group" aria-label={texts.filters}>
      <Select
        label={columns.year}
        value={String(filter.school_year ?? "")}
        options={[
          { value: "", label: yearOnly && current ? schoolYear(current) : any.year },
          ...years.filter((year) => !yearOnly || year !== current).map((year) => ({ value: String(year), label: schoolYear(year) })),
        ]}
        onChange={(year) => set({ year })}
      />
      {!yearOnly && (
        <>
          {statewide && (
            <Select
              label={columns.district}
              value={filter.district_id ?? ""}
              options={[
                { value: "", label: any.district },
                { value: EVERY_DISTRICT, label: texts.everyDistrict },
                ...[...known].filter(([id]) => id !== EVERY_DISTRICT).map(([value, label]) => ({ value, label })),
              ]}
              onChange={(district) => set({ district })}
            />
          )}
          <Select
            label={columns.subject}
            value={filter.subject ?? ""}
            options={[{ value: "", label: any.subject }, ...(data?.subjects ?? []).map(({ code, name }) => ({ value: code, label: name }))]}
            onChange={(subject) => set({ subject })}
          />
          <Select
            label={columns.kind}
            value={filter.kind ?? ""}
            options={[{ value: "", label: any.kind }, ...KINDS.map((value) => ({ value, label: texts.kinds[value] }))]}
            onChange={(kind) => set({ kind })}
          />
          <Select
            label={columns.status}
            value={filter.status ?? ""}
            options={[{ value: "", label: any.status }, ...STATUSES.map((value) => ({ value, label: texts.statuses[value] }))]}
            onChange={(status) => set({ status })}
          />
        </>
      )}
    </div>
  );
}

import { useMemo } from "preact/hooks";
import { getFilterOptions } from "../../api/filters.ts";
import type { Filters } from "../../api/results.ts";
import { type Resource, useResource } from "../../api/useResource.ts";
import { session } from "../../auth/session.ts";
import { language } from "../../i18n/index.ts";
import { type Chosen, chosenFilters, type FilterField, filterFields } from "./fields.ts";
import { words } from "./words.ts";

/** The filters a page offers, and what is chosen of them. */
export interface OfferedFilters {
  fields: readonly FilterField[];
  chosen: readonly Chosen[];
  found: Resource<unknown>;
}

/** The filters for results of an assessment type (null: of all), and what the address chooses. */
export function useFilters(filters: Filters, type: string | null): OfferedFilters {
  const found = useResource(`filters ${session.value?.assignment?.id}`, () => getFilterOptions());
  const { data } = found;
  const texts = words.value;
  const fields = useMemo(
    () => (data ? filterFields(data, type, texts, language.value) : []),
    [data, type, texts],
  );
  return { fields, chosen: chosenFilters(filters, fields), found };
}

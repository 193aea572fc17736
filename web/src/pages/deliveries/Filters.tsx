import type { JSX } from "preact";
import { countDeliveries, type DeliveryFilter, type DeliveryOptions, type DeliveryStatus } from "../../api/deliveries.ts";
import { useResource } from "../../api/useResource.ts";
import { Select, SearchField } from "../../components/Choice.tsx";
import { TextField } from "../../components/Field.tsx";
import { count } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { place, setNote, setQuery } from "../../router/place.ts";
import { withQuery } from "../../router/routes.ts";
import { FILTERS, isNarrowed, NAME } from "./filter.ts";
import { STATUSES, TROUBLE, UNDER_WAY } from "./status.ts";
import { StatusChip } from "./StatusChip.tsx";
import { words } from "./words.ts";

interface Props {
  options: DeliveryOptions;
  filter: DeliveryFilter;
  /** Counts are looked up again when the list has grown. */
  seen: number;
}

/** What narrows the list, all of it but a file's name in the address. */
export function Filters({ options, filter, seen }: Props): JSX.Element {
  const said = words.value.list;
  return (
    <>
      <Counts filter={filter} seen={seen} />
      <div class="fields" role="group" aria-label={said.filters}>
        {options.vendor === null && (
          <Select
            label={said.vendor}
            value={filter.vendor}
            options={[{ value: "", label: said.anyVendor }, ...named(options.vendors, filter.vendor).map((each) => ({ value: each, label: each }))]}
            onChange={(vendor) => setQuery({ vendor })}
          />
        )}
        <Select
          label={said.feed}
          value={filter.feed}
          options={[{ value: "", label: said.anyFeed }, ...options.feeds.map(({ feed }) => ({ value: feed, label: words.value.feeds[feed].name }))]}
          onChange={(feed) => setQuery({ feed })}
        />
        <Select
          label={said.status}
          value={filter.statuses.join(",")}
          options={statusOptions(filter.statuses)}
          onChange={(status) => setQuery({ status })}
        />
        <TextField label={said.since} type="date" value={filter.since} onInput={(since) => setQuery({ since })} />
        <SearchField label={said.name} value={place.value.note[NAME] ?? ""} onInput={(value) => setNote(NAME, value)} />
        {isNarrowed(filter) && (
          <button type="button" class="usa-button usa-button--outline" onClick={clearFilters}>
            {said.clear}
          </button>
        )}
      </div>
    </>
  );
}

/** Shows everything again. */
export function clearFilters(): void {
  setNote(NAME, "");
  setQuery(Object.fromEntries(FILTERS.map((each) => [each, null])));
}

/** A vendor that a pasted address names stays in the choice, though it has no deliveries. */
function named(vendors: readonly string[], wanted: string): string[] {
  return !wanted || vendors.includes(wanted) ? [...vendors] : [...vendors, wanted];
}

function statusOptions(chosen: readonly DeliveryStatus[]) {
  const { list, statuses } = words.value;
  const known = [
    { value: "", label: list.anyStatus },
    { value: TROUBLE.join(","), label: list.trouble },
    { value: UNDER_WAY.join(","), label: list.underWay },
    ...STATUSES.map((each) => ({ value: each as string, label: statuses[each].name })),
  ];
  const value = chosen.join(",");
  if (known.some((each) => each.value === value)) return known;
  return [...known, { value, label: chosen.map((each) => statuses[each].name).join(", ") }];
}

/** How many stand where; each number leads to them. */
function Counts({ filter, seen }: Omit<Props, "options">): JSX.Element | null {
  const { vendor, feed, since } = filter;
  const { data } = useResource(`counts ${vendor} ${feed} ${since} ${seen}`, (signal) => countDeliveries(filter, signal), true);
  if (!data || data.deliveries === 0) return null;
  const present = STATUSES.filter((each) => data.by_status[each]);
  const path = place.value.path;
  const query = Object.fromEntries(place.value.query);
  return (
    <div class="delivery-counts">
      <span class="quiet">{words.value.list.counted(count(data.deliveries, language.value), data.more)}</span>
      <ul>
        {present.map((status) => (
          <li key={status}>
            <a href={withQuery(path, { ...query, status })}>
              <strong>{count(data.by_status[status] ?? 0, language.value)}</strong> <StatusChip status={status} />
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

import type { JSX } from "preact";
import type { Filters } from "../../api/results.ts";
import { setQuery } from "../../router/place.ts";
import { Combobox } from "../Combobox.tsx";
import { Disclosure } from "../Disclosure.tsx";
import { Checkboxes } from "../Field.tsx";
import { Tags } from "../Tags.tsx";
import { chosenOf, type FilterField, type FilterName, type Part, without } from "./fields.ts";
import "./filters.scss";
import type { OfferedFilters } from "./useFilters.ts";
import { words } from "./words.ts";

const PARTS: readonly Part[] = ["test", "status", "student"];

/** More values than this stand side by side, and more than that are not listed but searched. */
const MANY = 10;
const LISTED = 15;

interface Props {
  filters: Filters;
  offered: OfferedFilters;
}

/** What narrows a report, one tag each, and more to choose from; all of it stands in the address. */
export function FilterBar({ filters, offered }: Props): JSX.Element {
  const texts = words.value;
  const { fields, chosen, found } = offered;
  const tags = chosen.map((each) => ({
    key: `${each.name} ${each.value}`,
    label: each.label,
    remove: () => setQuery({ [each.name]: without(filters, each), page: null }),
  }));
  return (
    <div class="filter-bar">
      <Tags label={texts.chosen} tags={tags} clear={() => clearFilters(fields)} />
      {/* Looked at again and again: whether it is open is the browser's to remember. */}
      <Disclosure summary={chosen.length > 0 ? texts.moreChosen(chosen.length) : texts.more}>
        {found.error && <NotLoaded retry={found.retry} />}
        {PARTS.map((part) => (
          <FilterPart key={part} part={part} fields={fields.filter((each) => each.part === part)} filters={filters} />
        ))}
      </Disclosure>
    </div>
  );
}

/** Takes every filter of these fields out of the address. */
export function clearFilters(fields: readonly FilterField[]): void {
  setQuery({ ...Object.fromEntries(fields.map((each) => [each.name, null])), page: null });
}

function NotLoaded({ retry }: { retry: () => void }): JSX.Element {
  return (
    <p role="alert">
      {words.value.failed}{" "}
      <button type="button" class="link-button" onClick={retry}>
        {words.value.retry}
      </button>
    </p>
  );
}

interface PartProps {
  part: Part;
  fields: readonly FilterField[];
  filters: Filters;
}

function FilterPart({ part, fields, filters }: PartProps): JSX.Element | null {
  if (fields.length === 0) return null;
  return (
    <section class="filter-part" aria-label={words.value.parts[part]}>
      <h2>{words.value.parts[part]}</h2>
      <div class="filter-fields">
        {fields.map((field) => (
          <div key={field.name} class={field.options.length > MANY ? "filter-wide" : undefined}>
            <Filter field={field} values={chosenOf(filters, field.name)} />
          </div>
        ))}
      </div>
    </section>
  );
}

function Filter({ field, values }: { field: FilterField; values: readonly string[] }): JSX.Element {
  if (field.options.length > LISTED) return <SearchedFilter field={field} values={values} />;
  return (
    <Checkboxes label={field.label} options={field.options} values={values} onChange={(next) => filterBy(field.name, next)} />
  );
}

/** A filter of very many values, such as languages: those chosen stand among the tags. */
function SearchedFilter({ field, values }: { field: FilterField; values: readonly string[] }): JSX.Element {
  const texts = words.value;
  const find = (typed: string) => {
    const wanted = typed.toLocaleLowerCase();
    const left = field.options.filter((each) => !values.includes(each.value));
    return Promise.resolve(left.filter((each) => each.label.toLocaleLowerCase().includes(wanted)));
  };
  return (
    <Combobox
      label={texts.add(field.label)}
      hint={texts.addHint}
      scope={`${field.name} ${values.join()}`}
      keep={false}
      find={find}
      onChoose={({ value }) => filterBy(field.name, [...values, value])}
    />
  );
}

function filterBy(name: FilterName, values: readonly string[]): void {
  setQuery({ [name]: values.join(","), page: null });
}

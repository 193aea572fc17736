import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { getSchools } from "../../api/results.ts";
import type { School, SchoolList } from "../../api/types.ts";
import { useResource } from "../../api/useResource.ts";
import { SearchField } from "../../components/Choice.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { text } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { href } from "../../router/routes.ts";
import { useDelayed } from "../useDelayed.ts";

/** From so many schools on a search is offered. */
const MANY = 6;

/** The schools within reach, found by a part of their name. */
export function Schools(): JSX.Element {
  const search = place.value.query.get("search") ?? "";
  const wanted = useDelayed(search, 200);
  const found = useResource(`schools ${wanted}`, (signal) => getSchools(wanted, "", signal), true);
  const words = text.value.home;
  const few = search === "" && found.data !== null && found.data.total < MANY;
  return (
    <section class="panel" aria-labelledby="schools">
      <h2 id="schools">{words.schools}</h2>
      {!few && (
        <search>
          <SearchField
            label={words.search}
            hint={words.searchHint}
            value={search}
            onInput={(value) => setQuery({ search: value })}
          />
        </search>
      )}
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {!found.data && found.loading && <Loading />}
      {found.data && <List key={wanted} first={found.data} search={wanted} />}
    </section>
  );
}

/** The list, page after page of it. */
function List({ first, search }: { first: SchoolList; search: string }): JSX.Element {
  const [cursor, setCursor] = useState("");
  const [more, setMore] = useState<readonly School[]>([]);
  const next = useResource(`more ${search} ${cursor}`, async (signal) => {
    if (!cursor) return null;
    const page = await getSchools(search, cursor, signal);
    setMore((before) => [...before, ...page.schools]);
    return page;
  });
  const schools = [...first.schools, ...more];
  const onward = cursor ? (next.data?.next ?? null) : first.next;
  const words = text.value.home;
  if (first.total === 0) return <NoSchools search={search} />;
  return (
    <>
      <p class="count" role="status">
        {words.count(schools.length, first.total)}
      </p>
      <ul class="rows">
        {schools.map((school) => (
          <SchoolRow key={school.id} school={school} />
        ))}
      </ul>
      {next.error && <Failed error={next.error} retry={next.retry} />}
      {onward && (
        <button type="button" class="usa-button usa-button--outline" onClick={() => setCursor(onward)}>
          {words.more}
        </button>
      )}
    </>
  );
}

function SchoolRow({ school }: { school: School }): JSX.Element {
  return (
    <li>
      <a class="row" href={href("school", { schoolId: school.id })}>
        <span class="row-main">
          <span class="row-title">{school.name}</span>
          <span class="quiet">{school.district.name}</span>
        </span>
        <Icon name="next" />
      </a>
    </li>
  );
}

function NoSchools({ search }: { search: string }): JSX.Element {
  const words = text.value.home;
  if (!search) return <Empty title={words.none}>{words.noneNext}</Empty>;
  return (
    <div role="status">
      <Empty title={words.noneFound(search)} action={{ label: words.clear, run: () => setQuery({ search: "" }) }}>
        {words.noneFoundNext}
      </Empty>
    </div>
  );
}

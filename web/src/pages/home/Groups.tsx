import type { JSX } from "preact";
import { getGroups, type Group } from "../../api/home.ts";
import { useResource } from "../../api/useResource.ts";
import { may, session } from "../../auth/session.ts";
import { SearchField } from "../../components/Choice.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { schoolYear } from "../../format/format.ts";
import { text } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { dashboardHref } from "../../router/population.ts";
import { href } from "../../router/routes.ts";

/** With more groups than this a search is offered. */
const MANY = 8;

/** The groups of the caller: assigned ones and those the caller made. */
export function Groups(): JSX.Element | null {
  const words = text.value.home;
  const found = useResource("groups", (signal) => getGroups("", signal));
  const search = place.value.query.get("group") ?? "";
  const all = found.data ?? [];
  const shown = all.filter((each) => each.name.toLowerCase().includes(search.trim().toLowerCase()));
  // Who sees a district has no groups of a school without naming it; there is nothing to say then.
  const district = session.value?.assignment?.organization.type === "district";
  if (district && found.data?.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="groups">
      <div class="panel-head">
        <h2 id="groups">{words.groups}</h2>
        {may("own-groups") && (
          <a class="usa-button usa-button--outline" href={href("ownGroup", { groupId: "new" })}>
            <Icon name="plus" />
            {words.newGroup}
          </a>
        )}
      </div>
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {found.loading && <Loading />}
      {found.data && all.length === 0 && <Empty title={words.noGroups}>{words.noGroupsNext}</Empty>}
      {all.length > MANY && (
        <SearchField label={words.groupSearch} value={search} onInput={(value) => setQuery({ group: value })} />
      )}
      {found.data && all.length > 0 && shown.length === 0 && (
        <Empty title={words.noGroupFound} action={{ label: words.allGroups, run: () => setQuery({ group: "" }) }} />
      )}
      <Listed groups={shown.filter((each) => each.kind === "assigned")} title={words.assigned} />
      <Listed groups={shown.filter((each) => each.kind === "own")} title={words.own} />
    </section>
  );
}

function Listed({ groups, title }: { groups: readonly Group[]; title: string }): JSX.Element | null {
  if (groups.length === 0) return null;
  return (
    <>
      <h3 class="list-title">
        {title} <span class="quiet">({groups.length})</span>
      </h3>
      <ul class="rows">
        {groups.map((each) => (
          <GroupRow key={each.id} group={each} />
        ))}
      </ul>
    </>
  );
}

function GroupRow({ group }: { group: Group }): JSX.Element {
  const words = text.value.home;
  const population = { kind: "group", id: group.id } as const;
  return (
    <li class="row-with-side">
      <a class="row" href={href("group", { groupId: group.id })}>
        <span class="row-main">
          <span class="row-title">{group.name}</span>
          <span class="quiet">
            {group.school.name} · {group.subject ?? words.everySubject} · {schoolYear(group.school_year)} · {words.groupStudents(group.students)}
          </span>
        </span>
        <Icon name="next" />
      </a>
      <a class="row-extra" href={dashboardHref(population)}>
        {words.dashboard}
        <span class="usa-sr-only"> {group.name}</span>
      </a>
    </li>
  );
}

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { getFilterOptions } from "../../api/filters.ts";
import { type Group, type GroupFilter, listGroups } from "../../api/groups.ts";
import { useResource } from "../../api/useResource.ts";
import { may } from "../../auth/session.ts";
import { SearchField, Select } from "../../components/Choice.tsx";
import { Icon } from "../../components/Icon.tsx";
import { NotForRole } from "../../components/NotForRole.tsx";
import { Page, PrintButton } from "../../components/Page.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { SchoolField, useSchools } from "../../components/SchoolField.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { schoolYear } from "../../format/format.ts";
import { text } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { href } from "../../router/routes.ts";
import { homeCrumb } from "../crumbs.ts";
import { numberIn } from "../query.ts";
import { useDelayed } from "../useDelayed.ts";
import { groupColumns, groupIds, useSubjectNames } from "./columns.tsx";
import { DeleteGroup } from "./DeleteGroup.tsx";
import { words } from "./words.ts";
import "./groups.scss";

/** The assigned groups of a school, for those who keep them. */
export function GroupsPage(): JSX.Element {
  if (!may("manage-groups")) return <NotForRole heading={words.value.managed.title} />;
  return <Groups />;
}

function Groups(): JSX.Element {
  const texts = words.value.managed;
  const { query } = place.value;
  const { first, chosen, error, retry } = useSchools(query.get("school") ?? "");
  const only = first?.schools.length === 1 ? first.schools[0]?.id : "";
  const schoolId = query.get("school") || only || "";
  const search = useDelayed(query.get("name") ?? "", 250);
  const filter = { schoolId, year: numberIn(query, "year"), subject: query.get("subject") ?? "", search };
  const school = chosen?.name ?? (only ? first?.schools[0]?.name : "");
  return (
    <Page
      heading={texts.title}
      lead={texts.lead}
      crumbs={[...homeCrumb(), { label: texts.title }]}
      printed={[school, filter.year ? schoolYear(filter.year) : texts.anyYear, filter.subject, search]}
      actions={
        <>
          <PrintButton />
          <a class="usa-button usa-button--outline" href={href("groupsImport", {})}>
            <Icon name="upload" />
            {texts.import}
          </a>
          <a class="usa-button" href={href("managedGroup", { groupId: "new" }, { school: schoolId })}>
            <Icon name="plus" />
            {texts.add}
          </a>
        </>
      }
    >
      {error && <Failed error={error} retry={retry} />}
      {first && (
        <section class="panel with-actions" aria-label={texts.title}>
          <Filters filter={filter} typed={query.get("name") ?? ""} />
          {schoolId ? <Listed filter={filter} /> : <Empty title={texts.chooseSchool}>{texts.chooseSchoolWhy}</Empty>}
        </section>
      )}
    </Page>
  );
}

function Filters({ filter, typed }: { filter: GroupFilter; typed: string }): JSX.Element {
  const texts = words.value.managed;
  const { data: options } = useResource("group filters", () => getFilterOptions());
  const current = options?.current_school_year;
  const years = current ? [current + 1, current, current - 1, current - 2, current - 3] : [];
  return (
    <div class="fields" role="group" aria-label={texts.filters}>
      <SchoolField value={filter.schoolId} onChange={(school) => setQuery({ school, page: null })} />
      <Select
        label={words.value.columns.year}
        value={String(filter.year ?? "")}
        options={[{ value: "", label: texts.anyYear }, ...years.map((year) => ({ value: String(year), label: schoolYear(year) }))]}
        onChange={(year) => setQuery({ year, page: null })}
      />
      <Select
        label={words.value.columns.subject}
        value={filter.subject}
        options={[
          { value: "", label: words.value.everySubject },
          ...(options?.subjects ?? []).map(({ code, name }) => ({ value: code, label: name })),
        ]}
        onChange={(subject) => setQuery({ subject, page: null })}
      />
      <SearchField label={texts.name} value={typed} onInput={(name) => setQuery({ name, page: null })} />
    </div>
  );
}

function Listed({ filter }: { filter: GroupFilter }): JSX.Element {
  const texts = words.value.managed;
  const found = useResource(JSON.stringify(filter), async (signal) => assigned(await listGroups(filter, signal)), true);
  const [deleting, setDeleting] = useState<Group | null>(null);
  const subjects = useSubjectNames();
  const columns = useMemo(
    () => groupColumns(subjects, (id) => href("managedGroup", { groupId: id }), setDeleting),
    [subjects, words.value],
  );
  const narrowed = Boolean(filter.year || filter.subject || filter.search);
  if (found.error) return <Failed error={found.error} retry={found.retry} />;
  if (!found.data) return <Loading />;
  if (found.data.length === 0) {
    const clear = { label: texts.clear, run: () => setQuery({ year: null, subject: null, name: null }) };
    return (
      <div role="status">
        <Empty title={texts.none} {...(narrowed && { action: clear })}>
          {texts.noneWhy}
        </Empty>
      </div>
    );
  }
  return (
    <>
      <ReportTable
        caption={texts.title}
        columns={columns}
        rows={found.data}
        keyOf={(row) => row.id}
        sortedBy="name"
        file={[texts.file, found.data[0]?.school.name ?? ""]}
        ids={groupIds()}
        count={text.value.table.rows(found.data.length)}
      />
      {deleting && (
        <DeleteGroup
          group={deleting}
          onClose={() => setDeleting(null)}
          onDeleted={() => {
            setDeleting(null);
            found.retry();
          }}
        />
      )}
    </>
  );
}

function assigned(groups: readonly Group[]): Group[] {
  return groups.filter(({ kind }) => kind === "assigned");
}

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { type Group, listGroups } from "../../api/groups.ts";
import { useResource } from "../../api/useResource.ts";
import { may } from "../../auth/session.ts";
import { SearchField } from "../../components/Choice.tsx";
import { Icon } from "../../components/Icon.tsx";
import { NotForRole } from "../../components/NotForRole.tsx";
import { Page, PrintButton } from "../../components/Page.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { go, place, setQuery } from "../../router/place.ts";
import { href } from "../../router/routes.ts";
import { homeCrumb } from "../crumbs.ts";
import { groupColumns, groupIds, useSubjectNames } from "./columns.tsx";
import { DeleteGroup } from "./DeleteGroup.tsx";
import { words } from "./words.ts";
import "./groups.scss";

const ANYWHERE = { schoolId: "", year: null, subject: "", search: "" };
const MANY = 8;

/** The groups that the user made. */
export function OwnGroupsPage(): JSX.Element {
  const texts = words.value.own;
  if (!may("own-groups")) return <NotForRole heading={texts.title} />;
  return <OwnGroups />;
}

function OwnGroups(): JSX.Element {
  const texts = words.value.own;
  const found = useResource("own groups", async (signal) => (await listGroups(ANYWHERE, signal)).filter(({ kind }) => kind === "own"), true);
  const search = place.value.query.get("name") ?? "";
  const groups = found.data ?? [];
  const shown = useMemo(() => groups.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase())), [found.data, search]);
  const add = href("ownGroup", { groupId: "new" });
  return (
    <Page
      heading={texts.title}
      lead={texts.lead}
      crumbs={[...homeCrumb(), { label: texts.title }]}
      printed={[search]}
      actions={
        <>
          <PrintButton />
          <a class="usa-button" href={add}>
            <Icon name="plus" />
            {texts.add}
          </a>
        </>
      }
    >
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {!found.data && found.loading && <Loading />}
      {found.data && groups.length === 0 && (
        <Empty title={texts.none} action={{ label: texts.add, run: () => go(add) }}>
          {texts.noneNext}
        </Empty>
      )}
      {groups.length > 0 && (
        <section class="panel with-actions" aria-label={texts.title}>
          {(groups.length > MANY || search) && (
            <SearchField label={texts.search} value={search} onInput={(value) => setQuery({ name: value })} />
          )}
          {shown.length === 0 ? <p role="status">{texts.noneFound}</p> : <Listed groups={shown} changed={found.retry} />}
        </section>
      )}
    </Page>
  );
}

function Listed({ groups, changed }: { groups: readonly Group[]; changed: () => void }): JSX.Element {
  const [deleting, setDeleting] = useState<Group | null>(null);
  const subjects = useSubjectNames();
  const columns = useMemo(
    () => groupColumns(subjects, (id) => href("ownGroup", { groupId: id }), setDeleting),
    [subjects, words.value],
  );
  return (
    <>
      <ReportTable
        caption={words.value.own.title}
        columns={columns}
        rows={groups}
        keyOf={(row) => row.id}
        sortedBy="name"
        file={[words.value.own.file]}
        ids={groupIds()}
      />
      {deleting && (
        <DeleteGroup
          group={deleting}
          onClose={() => setDeleting(null)}
          onDeleted={() => {
            setDeleting(null);
            changed();
          }}
        />
      )}
    </>
  );
}

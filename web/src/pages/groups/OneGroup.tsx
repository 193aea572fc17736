import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { getFilterOptions } from "../../api/filters.ts";
import { type ChangedGroup, getGroup } from "../../api/groups.ts";
import { useResource } from "../../api/useResource.ts";
import { Icon } from "../../components/Icon.tsx";
import { Page } from "../../components/Page.tsx";
import { useSchools } from "../../components/SchoolField.tsx";
import { Failed, Loading, Message } from "../../components/Status.tsx";
import { go, place, setNote } from "../../router/place.ts";
import { homeCrumb } from "../crumbs.ts";
import { DeleteGroup } from "./DeleteGroup.tsx";
import { type Draft, draftOf, emptyDraft } from "./draft.ts";
import { GroupForm } from "./GroupForm.tsx";
import { Saved } from "./Saved.tsx";
import { words } from "./words.ts";
import "./groups.scss";

interface Props {
  /** "new" makes one. */
  groupId: string;
  kind: "own" | "assigned";
  /** Where the list of them is, and what it is called. */
  list: { href: string; label: string };
  newTitle: string;
  note: string;
  hrefOf: (groupId: string) => string;
  write: (groupId: string | null, draft: Draft, version: string) => Promise<ChangedGroup>;
}

/** The page of one group, to be made or changed. */
export function OneGroup({ groupId, kind, list, newTitle, note, hrefOf, write }: Props): JSX.Element {
  const id = groupId === "new" ? null : groupId;
  const start = useStart(id);
  const [deleting, setDeleting] = useState(false);
  const { data } = start;
  const heading = id === null ? newTitle : (data?.draft.name ?? words.value.columns.name);
  const saved = place.value.note.saved ?? "";
  const onSaved = (group: ChangedGroup) => {
    if (group.id !== id) go(hrefOf(group.id), "replace");
    setNote("saved", group.name);
    window.scrollTo(0, 0);
  };
  return (
    <Page
      heading={heading}
      ready={id === null || data !== null}
      lead={note}
      crumbs={[...homeCrumb(), list, { label: heading }]}
      printed={data ? [data.draft.schoolName, words.value.students(data.draft.members.length)] : []}
    >
      {start.error && <Failed error={start.error} retry={start.retry} />}
      {start.loading && <Loading />}
      {id && saved && <Saved group={{ id, name: saved }} />}
      {data && data.missing > 0 && <Message>{words.value.form.outOfReach(data.missing)}</Message>}
      {data && (
        <GroupForm
          groupId={id}
          initial={data.draft}
          version={data.version}
          kind={kind}
          write={(draft, version) => write(id, draft, version)}
          onSaved={onSaved}
        >
          {id && (
            <button type="button" class="usa-button usa-button--outline" onClick={() => setDeleting(true)}>
              <Icon name="trash" />
              {words.value.remove(data.draft.name)}
            </button>
          )}
        </GroupForm>
      )}
      {deleting && id && data && (
        <DeleteGroup
          group={{ id, kind, name: data.draft.name }}
          onDeleted={() => go(list.href, "replace")}
          onClose={() => setDeleting(false)}
        />
      )}
    </Page>
  );
}

interface Start {
  draft: Draft;
  version: string;
  /** Members that the caller can no longer see. */
  missing: number;
}

/** Where the form begins: with the group as it is, or with the school that a new one can only be of. */
function useStart(id: string | null) {
  const { first, error, retry } = useSchools("");
  const only = first?.schools.length === 1 ? (first.schools[0]?.id ?? "") : "";
  const asked = place.peek().query.get("school") ?? "";
  const found = useResource<Start | null>(`group form ${id} ${id ? "" : first?.total}`, async (signal) => {
    if (id) {
      const group = await getGroup(id, signal);
      return { draft: draftOf(group), version: group.version ?? "", missing: Math.max(0, group.students - group.members.length) };
    }
    if (!first) return null;
    const { current_school_year: year } = await getFilterOptions();
    return { draft: emptyDraft(asked || only, year), version: "", missing: 0 };
  });
  const waiting = !id && !first && !error;
  return { ...found, loading: found.loading || waiting, ...(error && !id && { error, retry }) };
}

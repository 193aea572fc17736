import type { JSX } from "preact";
import { changeGroup, createGroup } from "../../api/groups.ts";
import { may } from "../../auth/session.ts";
import { NotForRole } from "../../components/NotForRole.tsx";
import { href } from "../../router/routes.ts";
import type { Draft } from "./draft.ts";
import { OneGroup } from "./OneGroup.tsx";
import { words } from "./words.ts";

/** An assigned group, to be made or changed. */
export function ManagedGroupPage({ groupId }: { groupId: string }): JSX.Element {
  const texts = words.value.managed;
  if (!may("manage-groups")) return <NotForRole heading={texts.title} />;
  return (
    <OneGroup
      groupId={groupId}
      kind="assigned"
      list={{ href: href("groups", {}), label: texts.title }}
      newTitle={texts.newTitle}
      note={texts.note}
      hrefOf={(id) => href("managedGroup", { groupId: id })}
      write={save}
    />
  );
}

function save(groupId: string | null, draft: Draft, version: string) {
  const content = {
    name: draft.name.trim(),
    subject: draft.subject || null,
    student_ids: draft.members.map((each) => each.student_id),
    usernames: [...draft.usernames],
  };
  if (groupId) return changeGroup(groupId, { version, ...content });
  return createGroup({ school_id: draft.schoolId, school_year: draft.year, ...content });
}

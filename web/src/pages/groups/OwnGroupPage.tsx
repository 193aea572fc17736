import type { JSX } from "preact";
import { changeOwnGroup, createOwnGroup } from "../../api/groups.ts";
import { may } from "../../auth/session.ts";
import { NotForRole } from "../../components/NotForRole.tsx";
import { href } from "../../router/routes.ts";
import type { Draft } from "./draft.ts";
import { OneGroup } from "./OneGroup.tsx";
import { words } from "./words.ts";

/** A group of one's own, to be made or changed. */
export function OwnGroupPage({ groupId }: { groupId: string }): JSX.Element {
  const texts = words.value.own;
  if (!may("own-groups")) return <NotForRole heading={texts.title} />;
  return (
    <OneGroup
      groupId={groupId}
      kind="own"
      list={{ href: href("ownGroups", {}), label: texts.title }}
      newTitle={texts.newTitle}
      note={texts.note}
      hrefOf={(id) => href("ownGroup", { groupId: id })}
      write={save}
    />
  );
}

function save(groupId: string | null, draft: Draft, version: string) {
  const content = {
    name: draft.name.trim(),
    subject: draft.subject || null,
    student_ids: draft.members.map((each) => each.student_id),
  };
  return groupId ? changeOwnGroup(groupId, { version, ...content }) : createOwnGroup({ school_id: draft.schoolId, ...content });
}

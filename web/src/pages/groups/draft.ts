import { type GroupWithMembers, type Member, MOST_STUDENTS } from "../../api/groups.ts";

/** A group while it is being made or changed. */
export interface Draft {
  schoolId: string;
  schoolName: string;
  year: number;
  name: string;
  /** The code of a subject; "" stands for every one. */
  subject: string;
  members: readonly Member[];
  usernames: readonly string[];
}

/** What is wrong with a draft, by field. */
export type DraftErrors = Partial<Record<"name" | "schoolId" | "members" | "usernames", "missing" | "taken" | "too-many" | "strangers">>;

/** Nothing yet. */
export function emptyDraft(schoolId: string, year: number): Draft {
  return { schoolId, schoolName: "", year, name: "", subject: "", members: [], usernames: [] };
}

/** A group as it is kept. */
export function draftOf(group: GroupWithMembers): Draft {
  return {
    schoolId: group.school.id,
    schoolName: group.school.name,
    year: group.school_year,
    name: group.name,
    subject: group.subject ?? "",
    members: sortedMembers(group.members),
    usernames: group.usernames ?? [],
  };
}

/** What can be told without asking anybody. */
export function errorsOf(draft: Draft): DraftErrors {
  return {
    ...(draft.name.trim() === "" && { name: "missing" as const }),
    ...(draft.schoolId === "" && { schoolId: "missing" as const }),
    ...(draft.members.length > MOST_STUDENTS && { members: "too-many" as const }),
  };
}

/** Members by name; those without one come last. */
export function sortedMembers(members: readonly Member[]): Member[] {
  const key = ({ last_name: last, first_name: first }: Member) => [last, first].filter(Boolean).join(", ");
  const { compare } = new Intl.Collator(undefined, { sensitivity: "base" });
  return [...members].sort((a, b) => {
    const [one, other] = [key(a), key(b)];
    if (!one || !other) return Number(!one) - Number(!other);
    return compare(one, other) || compare(a.student_id, b.student_id);
  });
}

/** A draft with more students, as many as a group may hold, and how many had no room. */
export function withMembers(draft: Draft, more: readonly Member[]): { draft: Draft; left: number } {
  const known = new Set(draft.members.map((each) => each.student_id));
  const fresh = more.filter((each) => !known.has(each.student_id));
  const room = Math.max(0, MOST_STUDENTS - draft.members.length);
  const members = sortedMembers([...draft.members, ...fresh.slice(0, room)]);
  return { draft: { ...draft, members }, left: Math.max(0, fresh.length - room) };
}

/** A draft without some students. */
export function withoutMembers(draft: Draft, ids: ReadonlySet<string>): Draft {
  return { ...draft, members: draft.members.filter((each) => !ids.has(each.student_id)) };
}

/** The students that a refusal means, which names their places in the list that was sent. */
export function strangersIn(message: string, sent: readonly Member[]): Set<string> {
  const places = /list: ([\d, ]+)/.exec(message)?.[1] ?? "";
  const found = places
    .split(",")
    .map((each) => sent[Number(each) - 1]?.student_id)
    .filter((each) => each !== undefined);
  return new Set(found);
}

/** Whether anything was changed since. */
export function isChanged(draft: Draft, before: Draft): boolean {
  const plain = ({ members, usernames, ...rest }: Draft) =>
    JSON.stringify([rest, members.map((each) => each.student_id).sort(), [...usernames].sort()]);
  return plain(draft) !== plain(before);
}

import type { ApiError } from "../../api/errors.ts";
import type { NewStaffAssignment } from "../../api/staff.ts";
import type { words as dictionary } from "./words.ts";

type Words = (typeof dictionary)["value"]["form"];

/** A grant while it is typed. */
export interface GrantDraft {
  first_name: string;
  last_name: string;
  username: string;
  email: string;
  role: string;
  school_id: string;
  agreed: boolean;
}

/** What is wrong, by field, in words. */
export type GrantErrors = Partial<Record<keyof GrantDraft | "other", string>>;

/** What can be told without asking anybody. */
export function grantErrors(draft: GrantDraft, words: Words): GrantErrors {
  const { errors } = words;
  return {
    ...(!draft.first_name.trim() && { first_name: errors.first }),
    ...(!draft.last_name.trim() && { last_name: errors.last }),
    ...(!/^[A-Za-z0-9._-]+$/.test(draft.username.trim()) && { username: errors.username }),
    ...(!/^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/.test(draft.email.trim()) && { email: errors.email }),
    ...(!draft.role && { role: errors.role }),
    ...(!draft.school_id && { school_id: errors.school }),
    ...(!draft.agreed && { agreed: errors.agree }),
  };
}

/** What the service says, at the field that it is about: its messages begin with the field's name. */
export function grantRefusal(error: ApiError, words: Words): GrantErrors {
  const field = error.message.split(":")[0] ?? "";
  if (error.code === "conflict" && field === "username") return { username: words.otherAddress };
  if (error.code === "conflict" && field === "email") return { email: words.addressRefused };
  if (error.code === "conflict") return { agreed: words.textChanged };
  if (error.kind === "forbidden") return { other: words.self };
  if (error.kind === "missing") return { school_id: words.errors.school };
  if (error.kind === "invalid" && field === "username") return { username: words.errors.username };
  if (error.kind === "invalid" && field === "email") return { email: words.errors.email };
  return { other: words.failed };
}

/** What is sent. */
export function grantBody(draft: GrantDraft, version: string): NewStaffAssignment {
  const { agreed, role, school_id, ...texts } = draft;
  const [first_name, last_name, username, email] = [texts.first_name, texts.last_name, texts.username, texts.email].map((each) => each.trim());
  return {
    first_name: first_name ?? "",
    last_name: last_name ?? "",
    username: username ?? "",
    email: email ?? "",
    role: role as NewStaffAssignment["role"],
    school_id,
    acknowledged: agreed,
    acknowledgement_version: version,
  };
}

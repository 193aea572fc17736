import { useState } from "preact/hooks";
import { ApiError } from "../../api/errors.ts";
import { type ChangedGroup, type GroupWithMembers, getGroup } from "../../api/groups.ts";
import { announce } from "../../components/announce.tsx";
import { type Draft, type DraftErrors, errorsOf, strangersIn } from "./draft.ts";
import { words } from "./words.ts";

/** How saving stands. */
export interface Saving {
  busy: boolean;
  errors: DraftErrors;
  /** What the service said where no field is to blame. */
  failure: string;
  /** The group as it is now, where somebody else changed it. */
  conflict: GroupWithMembers | null;
  /** Students whom the service does not accept. */
  strangers: ReadonlySet<string>;
  /** Saves it and answers with the group, or null where something is wrong. */
  save: (draft: Draft, version: string) => Promise<ChangedGroup | null>;
  /** Forgets what was wrong. */
  clear: () => void;
}

const NOTHING = { errors: {}, failure: "", conflict: null, strangers: new Set<string>() };

/**
 * Saves a group and sorts out what the service says: a field's fault stands at the field, a group
 * that was changed meanwhile is fetched as it is now.
 */
export function useSaving(groupId: string | null, write: (draft: Draft, version: string) => Promise<ChangedGroup>): Saving {
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<Pick<Saving, "errors" | "failure" | "conflict" | "strangers">>(NOTHING);
  const save = async (draft: Draft, version: string) => {
    if (busy) return null;
    const errors = errorsOf(draft);
    setTold({ ...NOTHING, errors });
    if (Object.keys(errors).length > 0) return null;
    setBusy(true);
    try {
      const saved = await write(draft, version);
      announce(words.peek().form.saved(saved.name));
      return saved;
    } catch (cause) {
      setTold({ ...NOTHING, ...(await explain(cause, draft, groupId)) });
      return null;
    } finally {
      setBusy(false);
    }
  };
  return { busy, ...told, save, clear: () => setTold(NOTHING) };
}

async function explain(cause: unknown, draft: Draft, groupId: string | null): Promise<Partial<Saving>> {
  const { form } = words.peek();
  if (!(cause instanceof ApiError)) return { failure: form.failed };
  const field = cause.message.split(":")[0];
  if (cause.code === "conflict" && field === "name") return { errors: { name: "taken" } };
  if (cause.code === "conflict" && groupId) {
    const now = await getGroup(groupId).catch(() => null);
    return now ? { conflict: now } : { failure: form.failed };
  }
  if (cause.kind !== "invalid") return { failure: form.failed };
  const strangers = strangersIn(cause.message, draft.members);
  if (strangers.size > 0) return { strangers, errors: { members: "strangers" } };
  return { failure: form.refused(cause.message) };
}

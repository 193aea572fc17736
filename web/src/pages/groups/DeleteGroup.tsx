import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ApiError } from "../../api/errors.ts";
import { deleteGroup, deleteOwnGroup, type Group } from "../../api/groups.ts";
import { announce } from "../../components/announce.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { words } from "./words.ts";

interface Props {
  group: Pick<Group, "id" | "kind" | "name">;
  onDeleted: () => void;
  onClose: () => void;
}

/** Asks, deletes a group, and says so. */
export function DeleteGroup({ group, onDeleted, onClose }: Props): JSX.Element {
  const texts = words.value;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const own = group.kind === "own";
  const run = async () => {
    setBusy(true);
    try {
      await (own ? deleteOwnGroup(group.id) : deleteGroup(group.id));
      announce(texts.deleted(group.name));
      onDeleted();
    } catch (cause) {
      const meanwhile = cause instanceof ApiError && cause.code === "conflict";
      setError(meanwhile ? texts.changedMeanwhile : texts.deleteFailed);
      setBusy(false);
    }
  };
  return (
    <Confirm heading={texts.deleteAsk(group.name)} doIt={busy ? texts.deleting : texts.remove(group.name)} busy={busy} onConfirm={() => void run()} onClose={onClose}>
      <p>{own ? texts.deleteOwn : texts.deleteAssigned}</p>
      {error && (
        <p class="usa-error-message" role="alert">
          {error}
        </p>
      )}
    </Confirm>
  );
}

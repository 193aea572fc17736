import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ApiError } from "../../api/errors.ts";
import { revoke, type StaffAssignment } from "../../api/staff.ts";
import { announce } from "../../components/announce.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { roleName } from "../../i18n/roles.ts";
import { personName } from "./StaffTable.tsx";
import { words } from "./words.ts";

interface Props {
  assignment: StaffAssignment;
  onDone: () => void;
  onClose: () => void;
}

/** Asks, takes a role away, and says so. */
export function RevokeDialog({ assignment, onDone, onClose }: Props): JSX.Element {
  const texts = words.value;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const name = personName(assignment);
  const run = async () => {
    setBusy(true);
    try {
      await revoke(assignment.id);
      announce(texts.revoked(name));
      onDone();
      onClose();
    } catch (cause) {
      const halfDone = cause instanceof ApiError && cause.code === "unavailable";
      setError(halfDone ? texts.notTold : texts.revokeFailed);
      if (halfDone) onDone();
      setBusy(false);
    }
  };
  return (
    <Confirm
      heading={texts.revokeAsk(name)}
      doIt={busy ? texts.revoking : texts.revokeDo}
      busy={busy}
      onConfirm={() => void run()}
      onClose={onClose}
    >
      <p>{texts.revokeWhat(roleName(assignment.role, assignment.role_name), assignment.organization.name)}</p>
      {error && (
        <p class="usa-error-message" role="alert">
          {error}
        </p>
      )}
    </Confirm>
  );
}

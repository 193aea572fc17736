import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../components/Icon.tsx";
import { lazyDialog } from "../lazy.tsx";
import type { MakeGroupProps } from "./MakeGroupDialog.tsx";

const MakeGroupDialog = lazyDialog(async () => (await import("./MakeGroupDialog.tsx")).MakeGroupDialog);

interface Props extends Omit<MakeGroupProps, "onClose"> {
  label: string;
  disabled: boolean;
}

/** Opens the dialog that makes a group of one's own of some students. */
export function MakeGroupButton({ label, disabled, ...group }: Props): JSX.Element {
  const [asking, setAsking] = useState(false);
  // Who has selected students must not lose them to a connection that broke meanwhile.
  useEffect(MakeGroupDialog.fetchEarly, []);
  return (
    <>
      <button type="button" class="usa-button" disabled={disabled} onClick={() => setAsking(true)}>
        <Icon name="group" />
        {label}
      </button>
      {asking && <MakeGroupDialog {...group} onClose={() => setAsking(false)} />}
    </>
  );
}

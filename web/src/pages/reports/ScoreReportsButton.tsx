import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../../components/Icon.tsx";
import { lazyDialog } from "../lazy.tsx";
import type { Whose } from "./printable.ts";

const PrintDialog = lazyDialog(async () => (await import("./PrintDialog.tsx")).PrintDialog);

interface Props extends Whose {
  label: string;
}

/** Asks how score reports are to be printed, and has them made as a PDF. */
export function ScoreReportsButton({ label, ...whose }: Props): JSX.Element {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        class="usa-button usa-button--outline"
        onPointerEnter={PrintDialog.fetchEarly}
        onFocus={PrintDialog.fetchEarly}
        onClick={() => setAsking(true)}
      >
        <Icon name="download" />
        {label}
      </button>
      {asking && <PrintDialog {...whose} onClose={() => setAsking(false)} />}
    </>
  );
}

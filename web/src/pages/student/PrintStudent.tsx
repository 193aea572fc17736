import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../../components/Icon.tsx";
import { PrintDialog } from "../reports/PrintDialog.tsx";
import { words } from "./words.ts";

/** Asks how the student's report is to be printed, and has it made as a PDF. */
export function PrintStudent({ reference }: { reference: string }): JSX.Element {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" class="usa-button usa-button--outline" onClick={() => setAsking(true)}>
        <Icon name="download" />
        {words.value.print}
      </button>
      {asking && <PrintDialog student={reference} onClose={() => setAsking(false)} />}
    </>
  );
}

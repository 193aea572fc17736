import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Population } from "../../api/results.ts";
import { may } from "../../auth/session.ts";
import { Icon } from "../../components/Icon.tsx";
import { PrintDialog } from "../reports/PrintDialog.tsx";
import { words } from "./words.ts";

interface Props {
  population: Population;
  /** The grades assessed there. */
  grades: readonly string[];
}

/** Has the score reports of a school's grade or a group's students printed, for those who see them one by one. */
export function PrintReports({ population, grades }: Props): JSX.Element | null {
  const [asking, setAsking] = useState(false);
  if (!may("individual-results", "group-results")) return null;
  const { kind, id } = population;
  const whose = kind === "group" ? { group: id } : { school: { id, grades } };
  return (
    <>
      <button type="button" class="usa-button usa-button--outline" onClick={() => setAsking(true)}>
        <Icon name="download" />
        {words.value.scoreReports}
      </button>
      {asking && <PrintDialog {...whose} onClose={() => setAsking(false)} />}
    </>
  );
}

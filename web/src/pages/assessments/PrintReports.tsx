import type { JSX } from "preact";
import type { Population } from "../../api/results.ts";
import { may } from "../../auth/session.ts";
import { ScoreReportsButton } from "../reports/ScoreReportsButton.tsx";
import { words } from "./words.ts";

interface Props {
  population: Population;
  /** The grades assessed there. */
  grades: readonly string[];
}

/** Has the score reports of a school's grade or a group's students printed, for those who see them one by one. */
export function PrintReports({ population, grades }: Props): JSX.Element | null {
  if (!may("individual-results", "group-results")) return null;
  const { kind, id } = population;
  const whose = kind === "group" ? { group: id } : { school: { id, grades } };
  return <ScoreReportsButton label={words.value.scoreReports} {...whose} />;
}

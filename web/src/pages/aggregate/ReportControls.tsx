import type { JSX } from "preact";
import { Toggle } from "../../components/Choice.tsx";
import { Checkbox } from "../../components/Field.tsx";
import { ShowToggle } from "../../components/ShowToggle.tsx";
import { count } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import type { Students } from "./tabulate.ts";
import { words } from "./words.ts";

/** How a report is looked at, as its address says. */
export interface Looks {
  view: "table" | "chart";
  group: boolean;
  students: Students;
  hideEmpty: boolean;
}

/** How the address asks to look at a report. */
export function looksIn(query: URLSearchParams): Looks {
  return {
    view: query.get("view") === "chart" ? "chart" : "table",
    group: query.get("levels") === "grouped",
    students: query.get("students") === "cohort" ? "cohort" : "all",
    hideEmpty: query.get("blank") === "hide",
  };
}

interface Props {
  looks: Looks;
  /** Whether levels are delivered one by one, and there is a standard to group them around. */
  groupable: boolean;
  longitudinal: boolean;
  /** How many rows have no students; charts leave them out. */
  empty: number;
}

/** What can be chosen about how a report is shown. */
export function ReportControls({ looks, groupable, longitudinal, empty }: Props): JSX.Element {
  const said = words.value.report;
  const lines = longitudinal && looks.view === "chart";
  return (
    <div class="fields report-controls">
      <Toggle
        label={said.view}
        value={looks.view}
        options={[
          { value: "table", label: said.table },
          { value: "chart", label: said.chart },
        ]}
        onChange={(value) => setQuery({ view: value === "chart" ? value : null })}
      />
      {longitudinal && (
        <Toggle
          label={said.students}
          value={looks.students}
          options={[
            { value: "all", label: said.allStudents },
            { value: "cohort", label: said.cohort },
          ]}
          onChange={(value) => setQuery({ students: value === "cohort" ? value : null })}
        />
      )}
      {!lines && <ShowToggle />}
      {groupable && !lines && (
        <Toggle
          label={said.levels}
          value={looks.group ? "grouped" : "all"}
          options={[
            { value: "all", label: said.levelsAll },
            { value: "grouped", label: said.levelsGrouped },
          ]}
          onChange={(value) => setQuery({ levels: value === "grouped" ? value : null })}
        />
      )}
      {empty > 0 && looks.view === "table" && (
        <Checkbox
          label={said.empty(count(empty, language.value))}
          checked={looks.hideEmpty}
          onChange={(on) => setQuery({ blank: on ? "hide" : null, page: null })}
        />
      )}
      {longitudinal && looks.students === "cohort" && <p class="quiet cohort-says">{said.cohortSays}</p>}
    </div>
  );
}

/** How the address of this moment asks to look at a report. */
export function useLooks(): Looks {
  return looksIn(place.value.query);
}

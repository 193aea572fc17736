import type { JSX } from "preact";
import type { Summary } from "../../api/types.ts";
import { SearchField, Select, Toggle } from "../../components/Choice.tsx";
import { levelName } from "../../format/levels.ts";
import { language } from "../../i18n/index.ts";
import { place, setNote, setQuery } from "../../router/place.ts";
import type { Scores } from "./columns.tsx";
import type { StudentFilter } from "./student.ts";
import { words } from "./words.ts";

interface Props {
  summary: Summary;
  filter: StudentFilter;
}

/** What narrows the student table, and which scores it shows. */
export function StudentTools({ summary, filter }: Props): JSX.Element {
  const texts = words.value.table;
  const scores = scoresOf(summary);
  return (
    <div class="fields">
      <SearchField label={texts.find} value={filter.name} onInput={(name) => filterBy({ name })} />
      <Select label={texts.level} value={filter.level} options={levelOptions(summary)} onChange={(level) => filterBy({ level })} />
      {scores.length > 1 && (
        <Toggle
          label={texts.scores}
          value={scoresIn(summary)}
          options={scores.map((value) => ({ value, label: texts[value] }))}
          onChange={(value) => setQuery({ scores: value === "overall" ? null : value, sort: null })}
        />
      )}
    </div>
  );
}

/** The filter in the address and, for what is typed of a name, in this history entry. */
export function filterIn(): StudentFilter {
  const { query, note } = place.value;
  return { name: note.find ?? "", level: query.get("level") ?? "" };
}

/** The name goes into the note, never into the address: it may be a student's. */
export function filterBy({ name, level }: Partial<StudentFilter>): void {
  if (name !== undefined) setNote("find", name);
  setQuery(level === undefined ? { page: null } : { level, page: null });
}

/** Which scores the address asks for, of those there are. */
export function scoresIn(summary: Summary): Scores {
  const wanted = place.value.query.get("scores");
  return scoresOf(summary).find((each) => each === wanted) ?? "overall";
}

function scoresOf({ claims, alternates }: Summary): Scores[] {
  return ["overall", ...(alternates.length > 0 ? ["alternates" as const] : []), ...(claims.length > 0 ? ["claims" as const] : [])];
}

function levelOptions(summary: Summary) {
  const texts = words.value.table;
  const levels = summary.levels.map((each) => ({
    value: String(each.level),
    label: `${each.level} ${levelName(each, language.value)}`,
  }));
  return [{ value: "", label: texts.allLevels }, ...levels, { value: "none", label: texts.noLevel }];
}

/** On paper, by which filter the table is narrowed. */
export function FilteredBy({ filter, summary }: Props): JSX.Element | null {
  const texts = words.value.table;
  const level = levelOptions(summary).find(({ value }) => value === filter.level);
  const parts = [filter.level && level?.label, filter.name && texts.nameHolds(filter.name)].filter(Boolean);
  return parts.length > 0 ? <p class="only-print">{texts.filteredBy(parts.join(", "))}</p> : null;
}

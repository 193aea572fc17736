import type { JSX } from "preact";
import { getFilterOptions, optionName } from "../../api/filters.ts";
import type { StudentHistory } from "../../api/students.ts";
import { useResource } from "../../api/useResource.ts";
import { session } from "../../auth/session.ts";
import { Select, Toggle } from "../../components/Choice.tsx";
import { schoolYear } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { type HistoryFilter, STATUSES } from "./history.ts";
import { words } from "./words.ts";

/** Which scores the tables show. */
export type Scores = "overall" | "claims" | "alternates";

interface Props {
  history: StudentHistory;
  filter: HistoryFilter;
}

/** What narrows the history, and which of its scores are shown; all of it stands in the address. */
export function HistoryFilters({ history, filter }: Props): JSX.Element {
  const texts = words.value.filters;
  const typeName = useTypeNames();
  const choose = (name: keyof HistoryFilter) => (value: string) => setQuery({ [name]: value });
  const scores = scoresOf(history);
  return (
    <div class="fields history-filters">
      <Select
        label={texts.year}
        value={filter.year}
        options={[{ value: "", label: texts.allYears }, ...history.school_years.map((each) => ({ value: String(each), label: schoolYear(each) }))]}
        onChange={choose("year")}
      />
      <Select
        label={texts.subject}
        value={filter.subject}
        options={[{ value: "", label: texts.allSubjects }, ...history.subjects.map((each) => ({ value: each.code, label: each.name }))]}
        onChange={choose("subject")}
      />
      <Select
        label={texts.type}
        value={filter.type}
        options={[{ value: "", label: texts.allTypes }, ...history.types.map((each) => ({ value: each.code, label: typeName(each) }))]}
        onChange={choose("type")}
      />
      <Select
        label={texts.status}
        value={filter.status}
        options={[{ value: "", label: texts.allStatuses }, ...STATUSES.map((each) => ({ value: each, label: texts[each] }))]}
        onChange={choose("status")}
      />
      {scores.length > 1 && (
        <Toggle
          label={texts.scores}
          value={scoresIn(history)}
          options={scores.map((value) => ({ value, label: texts[value] }))}
          onChange={(value) => setQuery({ scores: value === "overall" ? null : value })}
        />
      )}
    </div>
  );
}

/** What types of assessments are called in the page's language; as delivered until that is known. */
export function useTypeNames(): (type: { code: string; name: string }) => string {
  const { data } = useResource(`filters ${session.value?.assignment?.id}`, () => getFilterOptions());
  return ({ code, name }) => {
    const known = data?.assessment_types.find((each) => each.code === code);
    return known ? optionName(known, language.value) : name;
  };
}

function scoresOf({ scores }: StudentHistory): Scores[] {
  const found: Scores[] = ["overall"];
  if (scores.some((each) => each.alternates.length > 0)) found.push("alternates");
  if (scores.some((each) => each.claims.length > 0)) found.push("claims");
  return found;
}

/** Which scores the address asks for, of those there are. */
export function scoresIn(history: StudentHistory): Scores {
  const wanted = place.value.query.get("scores");
  return scoresOf(history).find((each) => each === wanted) ?? "overall";
}

/** On paper, what the history is narrowed to. */
export function printedFilters(history: StudentHistory, filter: HistoryFilter): string[] {
  const texts = words.value.filters;
  const named = (list: readonly { code: string; name: string }[], code: string) => list.find((each) => each.code === code)?.name ?? code;
  const status = STATUSES.find((each) => each === filter.status);
  return [
    filter.year ? schoolYear(Number(filter.year)) : texts.allYears,
    filter.subject ? named(history.subjects, filter.subject) : texts.allSubjects,
    filter.type ? named(history.types, filter.type) : texts.allTypes,
    status ? texts[status] : "",
  ];
}

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { getStudents, keyText, type ResultsKey } from "../../api/results.ts";
import type { StudentList, Summary } from "../../api/types.ts";
import { useResource } from "../../api/useResource.ts";
import { SearchField, Select } from "../../components/Choice.tsx";
import { Reading } from "../../components/Reading.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { levelName } from "../../format/levels.ts";
import { language, text } from "../../i18n/index.ts";
import { place, setNote, setQuery } from "../../router/place.ts";
import { studentColumns } from "./columns.tsx";
import { filterStudents, type StudentFilter } from "./student.ts";

interface Props {
  summary: Summary;
  resultsKey: ResultsKey;
}

/** The students behind the figures. */
export function StudentsSection({ summary, resultsKey }: Props): JSX.Element {
  const found = useResource(keyText(resultsKey), (signal) => getStudents(resultsKey, signal));
  return (
    <section class="panel panel-wide" aria-labelledby="students">
      <h2 id="students">{text.value.students.title}</h2>
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {found.loading && <Loading />}
      {found.data && (found.data.students.length > 0 ? <Students list={found.data} summary={summary} /> : <Nobody />)}
    </section>
  );
}

function Nobody(): JSX.Element {
  const words = text.value.students;
  return <Empty title={words.none}>{words.noneNext}</Empty>;
}

function Students({ list, summary }: { list: StudentList; summary: Summary }): JSX.Element {
  const words = text.value.students;
  const filter = filterIn();
  const columns = useMemo(() => studentColumns(summary, text.value, language.value), [summary, text.value]);
  const shown = useMemo(() => filterStudents(list.students, filter), [list, filter.name, filter.level]);
  return (
    <>
      <Tools summary={summary} filter={filter} />
      <FilteredBy filter={filter} summary={summary} />
      {shown.length === 0 ? (
        <NobodyMatches />
      ) : (
        <ReportTable
          caption={words.caption(summary.assessment.label)}
          columns={columns}
          rows={shown}
          keyOf={(row) => row.opportunity_id}
          sortedBy="name"
          file={[list.school.name, list.assessment.label, list.school_year]}
          count={words.shown(shown.length, list.students.length)}
        />
      )}
      <Reading>{text.value.results.howStudents}</Reading>
    </>
  );
}

function filterIn(): StudentFilter {
  const { query, note } = place.value;
  return { name: note.find ?? "", level: query.get("level") ?? "" };
}

function Tools({ summary, filter }: { summary: Summary; filter: StudentFilter }): JSX.Element {
  const words = text.value.students;
  return (
    <div class="fields">
      <SearchField label={words.find} value={filter.name} onInput={(name) => filterBy({ name })} />
      <Select label={words.level} value={filter.level} options={levelOptions(summary)} onChange={(level) => filterBy({ level })} />
    </div>
  );
}

/** The name goes into the note, never into the address: it may be a student's. */
function filterBy({ name, level }: Partial<StudentFilter>): void {
  if (name !== undefined) setNote("find", name);
  setQuery(level === undefined ? { page: null } : { level, page: null });
}

function levelOptions(summary: Summary) {
  const words = text.value.students;
  const levels = summary.levels.map((each) => ({
    value: String(each.level),
    label: `${each.level} ${levelName(each, language.value)}`,
  }));
  return [{ value: "", label: words.allLevels }, ...levels, { value: "none", label: words.noLevel }];
}

/** On paper, by which filter the table is narrowed. */
function FilteredBy({ filter, summary }: { filter: StudentFilter; summary: Summary }): JSX.Element | null {
  const words = text.value.students;
  const level = levelOptions(summary).find(({ value }) => value === filter.level);
  const parts = [filter.level && level?.label, filter.name && words.nameHolds(filter.name)].filter(Boolean);
  return parts.length > 0 ? <p class="only-print">{words.filteredBy(parts.join(", "))}</p> : null;
}

function NobodyMatches(): JSX.Element {
  const words = text.value.students;
  const run = () => filterBy({ name: "", level: "" });
  return (
    <Empty title={words.noneFilter} action={{ label: words.clear, run }}>
      {words.noneFilterNext}
    </Empty>
  );
}

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { getStudents, type ResultsKey } from "../../api/client.ts";
import type { Student, StudentList, Summary } from "../../api/types.ts";
import { useResource } from "../../api/useResource.ts";
import { SearchField, Select } from "../../components/Choice.tsx";
import { DataTable } from "../../components/DataTable.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Pager, usePages } from "../../components/Pager.tsx";
import { Reading } from "../../components/Reading.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { fileName, toCsv } from "../../csv/csv.ts";
import { save } from "../../csv/save.ts";
import { levelName } from "../../format/levels.ts";
import { formatSort, parseSort, pressed, type Sort, sortRows } from "../../format/sort.ts";
import { language, text } from "../../i18n/index.ts";
import { place, setNote, setQuery } from "../../router/place.ts";
import { studentColumns } from "./columns.tsx";
import { filterStudents, studentCsv, type StudentFilter } from "./student.ts";

interface Props {
  summary: Summary;
  resultsKey: ResultsKey;
}

/** The students behind the figures. */
export function StudentsSection({ summary, resultsKey }: Props): JSX.Element {
  const { schoolId, assessmentId, year } = resultsKey;
  const found = useResource(`${schoolId} ${assessmentId} ${year}`, (signal) => getStudents(resultsKey, signal));
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
  const filter = filterIn();
  const columns = useMemo(() => studentColumns(summary, text.value, language.value), [summary, text.value]);
  const sort = parseSort(place.value.query.get("sort"), columns.map(({ key }) => key), "name");
  const value = columns.find(({ key }) => key === sort.key)?.value ?? (() => null);
  const shown = sortRows(filterStudents(list.students, filter), value, sort.direction, language.value);
  return (
    <>
      <Tools list={list} summary={summary} filter={filter} shown={shown} />
      <Shown filter={filter} summary={summary} shown={shown.length} total={list.students.length} />
      {shown.length === 0 ? <NobodyMatches /> : <Table rows={shown} columns={columns} sort={sort} summary={summary} />}
    </>
  );
}

function filterIn(): StudentFilter {
  const { query, note } = place.value;
  return { name: note.find ?? "", level: query.get("level") ?? "" };
}

interface TableProps {
  rows: readonly Student[];
  columns: ReturnType<typeof studentColumns>;
  sort: Sort;
  summary: Summary;
}

function Table({ rows, columns, sort, summary }: TableProps): JSX.Element {
  const pages = usePages(rows);
  const caption = text.value.students.caption(summary.assessment.label);
  const onSort = (key: string) => setQuery({ sort: formatSort(pressed(sort, key)), page: null });
  return (
    <>
      <DataTable
        caption={caption}
        columns={columns}
        rows={pages.rows}
        sort={sort}
        onSort={onSort}
      />
      <Pager page={pages.page} pages={pages.pages} label={text.value.students.pages} />
      <Reading>{text.value.results.howStudents}</Reading>
    </>
  );
}

interface ToolsProps {
  list: StudentList;
  summary: Summary;
  filter: StudentFilter;
  shown: readonly Student[];
}

function Tools({ list, summary, filter, shown }: ToolsProps): JSX.Element {
  const words = text.value.students;
  const download = () => {
    const name = fileName([list.school.name, list.assessment.label, list.school_year], "csv");
    save(name, toCsv(studentCsv(list, shown, summary.claims, text.value.csv)));
  };
  return (
    <div class="fields">
      <SearchField label={words.find} value={filter.name} onInput={(name) => filterBy({ name })} />
      <Select label={words.level} value={filter.level} options={levelOptions(summary)} onChange={(level) => filterBy({ level })} />
      <button type="button" class="usa-button usa-button--outline" onClick={download}>
        <Icon name="download" />
        {words.csv}
      </button>
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

interface ShownProps {
  filter: StudentFilter;
  summary: Summary;
  shown: number;
  total: number;
}

/** How many are shown, announced when it changes; on paper also by which filter. */
function Shown({ filter, summary, shown, total }: ShownProps): JSX.Element {
  const words = text.value.students;
  const level = levelOptions(summary).find(({ value }) => value === filter.level);
  const parts = [filter.level && level?.label, filter.name && words.nameHolds(filter.name)].filter(Boolean);
  return (
    <>
      <p class="count" role="status">
        {words.shown(shown, total)}
      </p>
      {parts.length > 0 && <p class="only-print">{words.filteredBy(parts.join(", "))}</p>}
    </>
  );
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

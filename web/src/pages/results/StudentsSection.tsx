import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { getFilterOptions } from "../../api/filters.ts";
import { getStudents, keyText, type ResultsKey } from "../../api/results.ts";
import type { Student, StudentList, Summary } from "../../api/types.ts";
import { type Resource, useResource } from "../../api/useResource.ts";
import { may, session } from "../../auth/session.ts";
import { Reading } from "../../components/Reading.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { useSelection } from "../../components/useSelection.ts";
import { language, text } from "../../i18n/index.ts";
import { nameOf, type Scores, studentColumns } from "./columns.tsx";
import { Grouping } from "./Grouping.tsx";
import { filterStudents } from "./student.ts";
import { studentFile } from "./studentFile.ts";
import { FilteredBy, filterBy, filterIn, scoresIn, StudentTools } from "./StudentTools.tsx";
import { words } from "./words.ts";

interface Props {
  summary: Summary;
  found: Resource<StudentList>;
}

/** Asks for the students behind the figures. */
export function useStudents(resultsKey: ResultsKey): Resource<StudentList> {
  return useResource(keyText(resultsKey), (signal) => getStudents(resultsKey, signal), true);
}

/** The students behind the figures. */
export function StudentsSection({ summary, found }: Props): JSX.Element {
  return (
    <section class="panel panel-wide" aria-labelledby="students">
      <h2 id="students">{words.value.table.title}</h2>
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {!found.data && found.loading && <Loading />}
      {found.data && (found.data.students.length > 0 ? <Students list={found.data} summary={summary} /> : <Nobody />)}
    </section>
  );
}

function Nobody(): JSX.Element {
  const texts = words.value.table;
  return <Empty title={texts.none}>{texts.noneNext}</Empty>;
}

const keyOf = (row: Student) => row.opportunity_id;

function Students({ list, summary }: { list: StudentList; summary: Summary }): JSX.Element {
  const filter = filterIn();
  const shown = useMemo(() => filterStudents(list.students, filter), [list, filter.name, filter.level]);
  return (
    <>
      <StudentTools summary={summary} filter={filter} />
      <FilteredBy filter={filter} summary={summary} />
      {shown.length === 0 ? <NobodyMatches /> : <Table list={list} shown={shown} summary={summary} scores={scoresIn(summary)} />}
      <Reading>{words.value.howStudents}</Reading>
    </>
  );
}

interface TableProps {
  list: StudentList;
  shown: readonly Student[];
  summary: Summary;
  scores: Scores;
}

function Table({ list, shown, summary, scores }: TableProps): JSX.Element {
  const texts = words.value.table;
  const spoken = language.value;
  const options = useResource(`filters ${session.value?.assignment?.id}`, () => getFilterOptions());
  const selection = useSelection<Student>(keyOf, (row) => words.value.grouping.select(nameOf(row) || texts.noName));
  const columns = useMemo(
    () => studentColumns({ summary, scores, students: list.students, words: texts, language: spoken }),
    [summary, scores, list, texts],
  );
  const file = useMemo(() => studentFile(summary, options.data, { ...text.value.csv, ...words.value.csv }, spoken), [summary, options.data, texts]);
  const grouping = may("own-groups");
  const reviewed = list.in_review > 0;
  return (
    <>
      {grouping && <Grouping summary={summary} shown={shown} selection={selection} />}
      {list.students.some((each) => each.transfer) && <p class="quiet">{texts.transferNote}</p>}
      <ReportTable
        caption={texts.caption(summary.assessment.label)}
        columns={columns}
        rows={shown}
        keyOf={keyOf}
        sortedBy="name"
        file={reviewed ? null : [list.group?.name ?? list.school.name, list.assessment.label, list.school_year]}
        ids={file}
        {...(grouping && { selection })}
        rowClass={(row) => (row.transfer ? "is-transfer" : undefined)}
        actions={reviewed && <span class="quiet">{texts.noCsv}</span>}
        count={texts.shown(shown.length, list.students.length)}
      />
    </>
  );
}

function NobodyMatches(): JSX.Element {
  const texts = words.value.table;
  return (
    <Empty title={texts.noneFilter} action={{ label: texts.clear, run: () => filterBy({ name: "", level: "" }) }}>
      {texts.noneFilterNext}
    </Empty>
  );
}

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { type Group, listGroups } from "../../api/groups.ts";
import { getSchools } from "../../api/results.ts";
import { useResource } from "../../api/useResource.ts";
import { Chip } from "../../components/Chip.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { Loading } from "../../components/Status.tsx";
import { schoolYear } from "../../format/format.ts";
import { type FileGroup, keyOf, type Replacement, replacements } from "./file.ts";
import { importWords } from "./importWords.ts";

/** What the service knows of the schools that a file names. */
interface Known {
  /** Names by id; a school that is not there is none of the caller's. */
  schools: ReadonlyMap<string, string>;
  groups: readonly Group[];
}

/** What would become of the groups of a file; null as long as that is not known. */
export function useOutlook(groups: readonly FileGroup[], attempt: number) {
  const ids = useMemo(() => [...new Set(groups.map((each) => each.schoolId))].sort(), [groups]);
  const found = useResource(`outlook ${attempt} ${ids.join()}`, (signal) => lookUp(ids, signal));
  const outlook = useMemo(() => (found.data ? replacements(groups, found.data.groups) : null), [groups, found.data]);
  return { outlook, schools: found.data?.schools ?? new Map<string, string>(), failed: found.error !== null, loading: found.loading };
}

async function lookUp(ids: readonly string[], signal: AbortSignal): Promise<Known> {
  const schools = new Map<string, string>();
  const groups: Group[] = [];
  for (const id of ids) {
    const page = id ? (await getSchools(id, "", signal)).schools : [];
    const school = page.find((each) => each.id === id);
    if (!school) continue;
    schools.set(id, school.name);
    groups.push(...(await listGroups({ schoolId: id, year: null, subject: "", search: "" }, signal)));
  }
  return { schools, groups: groups.filter((each) => each.kind === "assigned") };
}

interface Props {
  outlook: readonly Replacement[] | null;
  schools: ReadonlyMap<string, string>;
  failed: boolean;
}

/** Which groups are new and which are replaced, before anything happens. */
export function Outlook({ outlook, schools, failed }: Props): JSX.Element {
  const texts = importWords.value;
  const columns = useMemo(() => columnsOf(schools), [schools, texts]);
  const allowed = outlook?.filter((each) => schools.has(each.group.schoolId) && !each.tooMany) ?? [];
  const replaced = allowed.filter((each) => each.before).length;
  return (
    <section class="panel" aria-labelledby="becomes">
      <h2 id="becomes">{texts.becomes}</h2>
      {failed && <p role="status">{texts.notCompared}</p>}
      {!outlook && !failed && (
        <>
          <Loading />
          <p class="quiet">{texts.comparing}</p>
        </>
      )}
      {outlook && (
        <>
          <p class="count" role="status">
            {texts.becomesLead(allowed.length - replaced, replaced)}
          </p>
          <DataTable
            caption={texts.becomes}
            columns={columns}
            rows={outlook}
            keyOf={({ group }) => keyOf(group.schoolId, group.year, group.name)}
            sort={{ key: "", direction: "up" }}
            onSort={() => undefined}
          />
        </>
      )}
    </section>
  );
}

function columnsOf(schools: ReadonlyMap<string, string>): Column<Replacement>[] {
  const texts = importWords.peek();
  return [
    { key: "group", heading: texts.group, fixed: true, value: ({ group }) => group.name },
    { key: "school", heading: texts.school, fixed: true, value: ({ group }) => schools.get(group.schoolId) ?? group.schoolId },
    { key: "year", heading: texts.year, fixed: true, value: ({ group }) => (group.year > 2000 ? schoolYear(group.year) : "") },
    { key: "students", heading: texts.students, fixed: true, numeric: true, value: ({ group }) => group.students },
    { key: "before", heading: texts.before, fixed: true, numeric: true, value: ({ before }) => before?.students },
    { key: "teachers", heading: texts.teachers, fixed: true, numeric: true, value: ({ group }) => group.users },
    { key: "fate", heading: texts.fate, fixed: true, value: () => "", cell: (row) => <Fate row={row} mine={schools.has(row.group.schoolId)} /> },
  ];
}

function Fate({ row, mine }: { row: Replacement; mine: boolean }): JSX.Element {
  const texts = importWords.value;
  if (!mine) return <Chip tone="bad">{texts.refusedSchool}</Chip>;
  if (row.tooMany) return <Chip tone="bad">{texts.tooMany}</Chip>;
  return row.before ? <Chip tone="warn">{texts.replaced}</Chip> : <Chip tone="good">{texts.fresh}</Chip>;
}

import { useMemo } from "preact/hooks";
import { getFilterOptions } from "../../api/filters.ts";
import type { Group } from "../../api/groups.ts";
import { useResource } from "../../api/useResource.ts";
import type { Column, CsvField } from "../../components/DataTable.tsx";
import { Delivered } from "../../components/Delivered.tsx";
import { Icon } from "../../components/Icon.tsx";
import { schoolYear } from "../../format/format.ts";
import { dashboardHref } from "../../router/population.ts";
import { href } from "../../router/routes.ts";
import { words } from "./words.ts";

/** The columns of a list of groups; each row leads to results and can be changed. */
export function groupColumns(
  subjects: ReadonlyMap<string, string>,
  editHref: (groupId: string) => string,
  onDelete: (group: Group) => void,
): Column<Group>[] {
  const { columns: heads, everySubject, ...texts } = words.peek();
  const subjectOf = ({ subject }: Group) => (subject === null ? everySubject : (subjects.get(subject) ?? subject));
  return [
    { key: "name", heading: heads.name, value: (row) => row.name, cell: (row) => <a href={editHref(row.id)}>{row.name}</a> },
    { key: "school", heading: heads.school, value: (row) => row.school.name },
    { key: "year", heading: heads.year, value: (row) => row.school_year, cell: (row) => schoolYear(row.school_year) },
    {
      key: "subject",
      heading: heads.subject,
      value: subjectOf,
      cell: (row) => (row.subject === null ? everySubject : <Delivered>{subjectOf(row)}</Delivered>),
    },
    { key: "students", heading: heads.students, numeric: true, value: (row) => row.students },
    {
      key: "actions",
      heading: heads.actions,
      fixed: true,
      value: () => null,
      csv: [],
      cell: (row) => (
        <span class="row-actions">
          <a href={href("group", { groupId: row.id })} aria-label={texts.resultsOf(row.name)}>
            {texts.results}
          </a>
          <a href={dashboardHref({ kind: "group", id: row.id })} aria-label={texts.dashboardOf(row.name)}>
            {texts.dashboard}
          </a>
          {row.may_change && (
            <>
              <a class="icon-button" href={editHref(row.id)} aria-label={texts.edit(row.name)}>
                <Icon name="edit" />
              </a>
              <button type="button" class="icon-button" aria-label={texts.remove(row.name)} onClick={() => onDelete(row)}>
                <Icon name="trash" />
              </button>
            </>
          )}
        </span>
      ),
    },
  ];
}

/** The ids that stand in the file only. */
export function groupIds(): CsvField<Group>[] {
  const { ids } = words.peek();
  return [
    { heading: ids.group, value: (row) => row.id },
    { heading: ids.school, value: (row) => row.school.id },
  ];
}

/** What subjects are called, by code. */
export function useSubjectNames(): ReadonlyMap<string, string> {
  const { data } = useResource("subject names", () => getFilterOptions());
  return useMemo(() => new Map((data?.subjects ?? []).map(({ code, name }) => [code, name])), [data]);
}

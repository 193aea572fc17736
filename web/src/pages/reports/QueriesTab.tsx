import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { changeQuery, deleteQuery, listQueries, type SavedQuery } from "../../api/aggregates.ts";
import { useResource } from "../../api/useResource.ts";
import { announce } from "../../components/announce.tsx";
import type { Column } from "../../components/DataTable.tsx";
import { Icon } from "../../components/Icon.tsx";
import { schoolYear } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { href } from "../../router/routes.ts";
import { queryHref } from "../aggregate/draft.ts";
import { words as aggregateWords } from "../aggregate/words.ts";
import { EmptyTab } from "./EmptyTab.tsx";
import { MadeCell } from "./JobCells.tsx";
import { JobTable } from "./JobTable.tsx";
import { RenameDialog } from "./RenameDialog.tsx";
import { words } from "./words.ts";

/** The definitions of aggregate reports the user keeps. */
export function QueriesTab(): JSX.Element {
  const said = words.value;
  const found = useResource("my queries", listQueries, true);
  const [renaming, setRenaming] = useState<SavedQuery | null>(null);
  const spoken = language.value;
  const columns = useMemo(columnsOf, [spoken]);
  const rename = async (query: SavedQuery, name: string) => {
    const done = await changeQuery(query, { ...query.definition, name }).catch(() => null);
    if (!done) return false;
    setRenaming(null);
    announce(said.renamed);
    found.retry();
    return true;
  };
  return (
    <>
      <JobTable
        {...found}
        caption={said.tab.queries}
        rows={found.data?.queries ?? null}
        columns={columns}
        sortedBy="name"
        actions={(row) => (
          <button type="button" class="icon-button" aria-label={said.rename(row.name)} onClick={() => setRenaming(row)}>
            <Icon name="edit" />
          </button>
        )}
        remove={({ id }) => deleteQuery(id)}
        removes={said.deleteQueryWhat}
        empty={<EmptyTab tab="queries" action={{ label: said.newAggregate, href: href("aggregate", {}) }} />}
      />
      {renaming && <RenameDialog query={renaming} rename={(name) => rename(renaming, name)} onClose={() => setRenaming(null)} />}
    </>
  );
}

function columnsOf(): Column<SavedQuery>[] {
  const { column, types } = words.value;
  return [
    {
      key: "name",
      heading: column.name,
      value: (row) => row.name,
      cell: (row) => <a href={queryHref(row)}>{row.name}</a>,
    },
    { key: "changed", heading: column.changed, value: (row) => row.updated_at, cell: (row) => <MadeCell at={row.updated_at} /> },
    { key: "type", heading: column.type, value: (row) => aggregateWords.value.types[row.definition.type] },
    { key: "assessments", heading: column.assessments, value: (row) => types[row.definition.assessment_type] },
    { key: "subjects", heading: column.subjects, value: (row) => row.definition.subjects.join(", ") },
    {
      key: "years",
      heading: column.years,
      value: (row) => [...row.definition.school_years].sort().map(schoolYear).join(", "),
    },
  ];
}

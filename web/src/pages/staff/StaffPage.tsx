import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { getAcknowledgement, getStaff, type StaffAssignment, type StaffFilter } from "../../api/staff.ts";
import { type Listed, useListed } from "../../api/useListed.ts";
import { useResource } from "../../api/useResource.ts";
import { may } from "../../auth/session.ts";
import { SearchField, Select } from "../../components/Choice.tsx";
import { Icon } from "../../components/Icon.tsx";
import { MoreRows } from "../../components/MoreRows.tsx";
import { NotForRole } from "../../components/NotForRole.tsx";
import { Page, PrintButton } from "../../components/Page.tsx";
import { SchoolField, useSchools } from "../../components/SchoolField.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { roleName } from "../../i18n/roles.ts";
import { place, setNote, setQuery } from "../../router/place.ts";
import { homeCrumb } from "../crumbs.ts";
import { useDelayed } from "../useDelayed.ts";
import { GrantDialog, type Prefilled } from "./GrantDialog.tsx";
import { RevokeDialog } from "./RevokeDialog.tsx";
import { StaffTable } from "./StaffTable.tsx";
import { words } from "./words.ts";
import "./staff.scss";

/** Who holds which role in the district, granted and taken away. */
export function StaffPage(): JSX.Element {
  if (!may("manage-staff")) return <NotForRole heading={words.value.title} />;
  return <Staff />;
}

function Staff(): JSX.Element {
  const texts = words.value;
  const { query, note } = place.value;
  const search = useDelayed((note.staff ?? "").trim(), 300);
  const filter = { schoolId: query.get("school") ?? "", role: query.get("role") ?? "", search };
  const [changes, setChanges] = useState(0);
  const list = useListed(`staff ${changes} ${JSON.stringify(filter)}`, (cursor, signal) => load(filter, cursor, signal));
  const { chosen } = useSchools(filter.schoolId);
  const [granting, setGranting] = useState<Prefilled | null>(null);
  const [revoking, setRevoking] = useState<StaffAssignment | null>(null);
  const changed = () => setChanges((before) => before + 1);
  return (
    <Page
      heading={texts.title}
      lead={texts.lead}
      crumbs={[...homeCrumb(), { label: texts.title }]}
      printed={[chosen?.name, filter.role && roleName(filter.role, filter.role), search]}
      actions={
        <>
          <PrintButton />
          <button type="button" class="usa-button" onClick={() => setGranting({ school_id: filter.schoolId })}>
            <Icon name="plus" />
            {texts.grant}
          </button>
        </>
      }
    >
      <section class="panel with-actions" aria-label={texts.title}>
        <Filters filter={filter} typed={note.staff ?? ""} rows={list.rows ?? []} />
        <Found list={list} narrowed={Boolean(filter.role || filter.schoolId || filter.search)} onRevoke={setRevoking} onGrant={setGranting} />
      </section>
      {granting && <GrantDialog prefilled={granting} onDone={changed} onClose={() => setGranting(null)} />}
      {revoking && <RevokeDialog assignment={revoking} onDone={changed} onClose={() => setRevoking(null)} />}
    </Page>
  );
}

async function load(filter: StaffFilter, cursor: string, signal: AbortSignal) {
  const { assignments, total, next } = await getStaff(filter, cursor, signal);
  return { rows: assignments, total, next };
}

interface FiltersProps {
  filter: StaffFilter;
  typed: string;
  rows: readonly StaffAssignment[];
}

function Filters({ filter, typed, rows }: FiltersProps): JSX.Element {
  const texts = words.value;
  const { data } = useResource("acknowledgement", (signal) => getAcknowledgement(signal));
  // Those held at schools are known; those of the district are found among the rows.
  const roles = new Map((data?.roles ?? []).map(({ code, name }) => [code as string, name]));
  for (const { role, role_name: name } of rows) roles.set(role, name);
  if (filter.role && !roles.has(filter.role)) roles.set(filter.role, filter.role);
  const options = [...roles].map(([value, name]) => ({ value, label: roleName(value, name) }));
  return (
    <div class="fields" role="group" aria-label={texts.filters}>
      <SchoolField any value={filter.schoolId} onChange={(school) => setQuery({ school })} />
      <Select
        label={texts.role}
        value={filter.role}
        options={[{ value: "", label: texts.anyRole }, ...options.sort((a, b) => a.label.localeCompare(b.label))]}
        onChange={(role) => setQuery({ role })}
      />
      <SearchField label={texts.search} value={typed} onInput={(value) => setNote("staff", value)} />
    </div>
  );
}

interface FoundProps {
  list: Listed<StaffAssignment>;
  narrowed: boolean;
  onRevoke: (assignment: StaffAssignment) => void;
  onGrant: (prefilled: Prefilled) => void;
}

function Found({ list, narrowed, onRevoke, onGrant }: FoundProps): JSX.Element {
  const texts = words.value;
  if (list.error) return <Failed error={list.error} retry={list.retry} />;
  if (!list.rows) return <Loading />;
  if (list.rows.length === 0) {
    const clear = {
      label: texts.clear,
      run: () => {
        setQuery({ school: null, role: null });
        setNote("staff", "");
      },
    };
    return (
      <div role="status">
        <Empty title={texts.none} {...(narrowed && { action: clear })}>
          {texts.noneWhy}
        </Empty>
      </div>
    );
  }
  return (
    <>
      <StaffTable rows={list.rows} total={list.total ?? list.rows.length} onRevoke={onRevoke} onGrant={onGrant} />
      <MoreRows list={list} />
    </>
  );
}

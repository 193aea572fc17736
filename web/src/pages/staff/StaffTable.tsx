import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { StaffAssignment } from "../../api/staff.ts";
import { Chip } from "../../components/Chip.tsx";
import type { Column } from "../../components/DataTable.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { date, studentName } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { roleName } from "../../i18n/roles.ts";
import type { Prefilled } from "./GrantDialog.tsx";
import { words } from "./words.ts";

interface Props {
  rows: readonly StaffAssignment[];
  total: number;
  onRevoke: (assignment: StaffAssignment) => void;
  onGrant: (prefilled: Prefilled) => void;
}

/** The assignments, by name: the service sorts them, since it hands them out page by page. */
export function StaffTable({ rows, total, onRevoke, onGrant }: Props): JSX.Element {
  const texts = words.value;
  const columns = useMemo(() => columnsOf(onRevoke, onGrant), [texts]);
  return (
    <ReportTable
      caption={texts.title}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.id}
      sortedBy="name"
      file={[texts.file]}
      ids={[{ heading: texts.columns.organizationId, value: (row) => row.organization.id }]}
      count={texts.count(rows.length, total)}
    />
  );
}

/** "First Last", as people are spoken of. */
export function personName({ first_name: first, last_name: last, username }: StaffAssignment): string {
  return [first, last].filter(Boolean).join(" ") || username;
}

function columnsOf(onRevoke: Props["onRevoke"], onGrant: Props["onGrant"]): Column<StaffAssignment>[] {
  const texts = words.peek();
  const heads = texts.columns;
  const role = (row: StaffAssignment) => roleName(row.role, row.role_name);
  return [
    {
      key: "name",
      heading: heads.name,
      value: (row) => studentName(row.last_name, row.first_name) || row.username,
      csv: [
        { heading: heads.lastName, value: (row) => row.last_name },
        { heading: heads.firstName, value: (row) => row.first_name },
      ],
    },
    {
      key: "username",
      heading: heads.username,
      value: (row) => row.username,
      cell: (row) => (
        <span class="account-text">
          {row.username}
          <span class="quiet">
            <Address>{row.email}</Address>
          </span>
        </span>
      ),
      csv: [
        { heading: heads.username, value: (row) => row.username },
        { heading: heads.email, value: (row) => row.email },
      ],
    },
    { key: "role", heading: heads.role, value: role },
    { key: "where", heading: heads.where, value: (row) => row.organization.name },
    {
      key: "source",
      heading: heads.source,
      value: (row) => texts.source[row.source],
      cell: (row) => <Source row={row} />,
      csv: [
        { heading: heads.source, value: (row) => texts.source[row.source] },
        { heading: heads.grantedBy, value: (row) => row.granted_by },
        { heading: heads.grantedAt, value: (row) => row.granted_at },
        { heading: heads.agreed, value: (row) => row.acknowledgement_version },
      ],
    },
    {
      key: "status",
      heading: heads.status,
      value: (row) => texts.status[row.status],
      cell: (row) => <Chip tone={row.status === "held" ? "good" : "warn"}>{texts.status[row.status]}</Chip>,
    },
    {
      key: "action",
      heading: heads.action,
      fixed: true,
      value: () => null,
      csv: [],
      cell: (row) => <Action row={row} role={role(row)} onRevoke={onRevoke} onGrant={onGrant} />,
    },
  ];
}

/** An e-mail address, which may go on in the next line after its "@". */
function Address({ children }: { children: string }): JSX.Element {
  const [name, host] = children.split(/(?<=@)/);
  return (
    <>
      {name}
      <wbr />
      {host}
    </>
  );
}

/** Whether a staff file states it, or a coordinator has granted it. */
function Source({ row }: { row: StaffAssignment }): JSX.Element {
  const texts = words.value;
  return (
    <span class="account-text">
      {texts.source[row.source]}
      {row.granted_by && <span class="quiet">{texts.granted(row.granted_by, date(row.granted_at, language.value))}</span>}
    </span>
  );
}

interface ActionProps extends Pick<Props, "onRevoke" | "onGrant"> {
  row: StaffAssignment;
  role: string;
}

/** What can be done about a role, or why nothing can. */
function Action({ row, role, onRevoke, onGrant }: ActionProps): JSX.Element {
  const texts = words.value;
  const name = personName(row);
  if (row.may_revoke) {
    return (
      <button type="button" class="link-button" onClick={() => onRevoke(row)}>
        {texts.revoke}
        <span class="usa-sr-only">: {texts.roleOf(role, name)}</span>
      </button>
    );
  }
  if (row.status === "withheld") {
    const { first_name, last_name, username, email, role: code, organization } = row;
    return (
      <button
        type="button"
        class="link-button"
        onClick={() => onGrant({ first_name, last_name, username, email, role: code, school_id: organization.id })}
      >
        {texts.again}
        <span class="usa-sr-only">: {texts.roleOf(role, name)}</span>
      </button>
    );
  }
  return <span class="quiet why">{row.organization.type === "school" ? texts.why.self : texts.why.district}</span>;
}

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { type Activity, getMyActivity } from "../../api/activity.ts";
import { useListed } from "../../api/useListed.ts";
import { session } from "../../auth/session.ts";
import type { Column } from "../../components/DataTable.tsx";
import { MoreRows } from "../../components/MoreRows.tsx";
import { Page, PrintButton } from "../../components/Page.tsx";
import { Reading } from "../../components/Reading.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { moment } from "../../format/elapsed.ts";
import { count } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { roleName } from "../../i18n/roles.ts";
import { homeCrumb } from "../crumbs.ts";
import { DeedCell, KindChip } from "./Deed.tsx";
import { deedText, schoolsText } from "./deeds.ts";
import { logWords } from "./logWords.ts";
import "./staff.scss";

type Row = Activity & { place: number };

/** What the user did, in plain words, the newest first. */
export function ActivityPage(): JSX.Element {
  const words = logWords.value;
  const texts = words.activity;
  const list = useListed("my activity", async (cursor, signal) => {
    const { activities, next } = await getMyActivity(cursor, signal);
    return { rows: activities, next };
  });
  const rows = useMemo(() => (list.rows ?? []).map((each, place) => ({ ...each, place })), [list.rows]);
  const columns = useMemo(() => columnsOf(language.value), [words]);
  return (
    <Page
      heading={texts.title}
      lead={texts.lead}
      crumbs={[...homeCrumb(), { label: texts.title }]}
      printed={[words.shown(rows.length, list.more)]}
      actions={<PrintButton />}
    >
      {list.error && <Failed error={list.error} retry={list.retry} />}
      {!list.rows && list.loading && <Loading />}
      {list.rows?.length === 0 && <Empty title={texts.none}>{texts.noneWhy}</Empty>}
      {rows.length > 0 && (
        <section class="panel" aria-label={texts.title}>
          <ReportTable
            caption={texts.title}
            columns={columns}
            rows={rows}
            keyOf={(row) => String(row.place)}
            sortedBy="-at"
            file={[texts.file]}
            ids={[
              { heading: words.columns.schoolId, value: (row) => row.school_ids.join(" ") },
              { heading: words.columns.assessmentId, value: (row) => row.assessment_id },
              { heading: words.columns.organization, value: (row) => row.organization_id },
              { heading: words.columns.route, value: (row) => row.route },
              { heading: words.columns.detail, value: (row) => row.detail },
              { heading: words.columns.request, value: (row) => row.request_id },
            ]}
            count={words.shown(rows.length, list.more)}
          />
          <MoreRows list={list} />
          <Reading>{texts.reading}</Reading>
        </section>
      )}
    </Page>
  );
}

function columnsOf(spoken: string): Column<Row>[] {
  const words = logWords.peek();
  const heads = words.columns;
  const roles = new Map(session.peek()?.me.assignments.map(({ role, role_name: name }) => [role as string, name]));
  return [
    { key: "at", heading: heads.at, value: (row) => row.at, cell: (row) => <time dateTime={row.at}>{moment(row.at, spoken)}</time> },
    {
      key: "what",
      heading: heads.what,
      value: (row) => deedText(row, words),
      cell: (row) => <DeedCell deed={row} />,
      csv: [
        { heading: heads.what, value: (row) => deedText(row, words) },
        { heading: heads.assessment, value: (row) => row.assessment },
        { heading: heads.year, value: (row) => row.school_year },
      ],
    },
    { key: "kind", heading: heads.kind, value: (row) => words.kinds[row.action], cell: (row) => <KindChip action={row.action} /> },
    { key: "where", heading: heads.where, value: (row) => schoolsText(row.schools, words) },
    { key: "results", heading: heads.results, numeric: true, value: (row) => row.results, cell: (row) => count(row.results, spoken) },
    { key: "role", heading: heads.role, value: (row) => roleName(row.role, roles.get(row.role) ?? row.role) },
  ];
}

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { type AccessLogSearch, searchAccessLog } from "../../api/activity.ts";
import { useListed } from "../../api/useListed.ts";
import { may } from "../../auth/session.ts";
import { Disclosure } from "../../components/Disclosure.tsx";
import { MoreRows } from "../../components/MoreRows.tsx";
import { NotForRole } from "../../components/NotForRole.tsx";
import { Page, PrintButton } from "../../components/Page.tsx";
import { useSchools } from "../../components/SchoolField.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { place } from "../../router/place.ts";
import { homeCrumb } from "../crumbs.ts";
import { useDelayed } from "../useDelayed.ts";
import { LogFilters } from "./LogFilters.tsx";
import { dayFault, lastDays, searchBody } from "./logSearch.ts";
import { LogTable } from "./LogTable.tsx";
import { logWords } from "./logWords.ts";
import "./staff.scss";

/** Who saw which students of the district. */
export function AccessLogPage(): JSX.Element {
  if (!may("access-log")) return <NotForRole heading={logWords.value.log.title} />;
  return <AccessLog />;
}

function AccessLog(): JSX.Element {
  const words = logWords.value;
  const texts = words.log;
  const [usual] = useState(() => lastDays(new Date()));
  const { query, note } = place.value;
  const { chosen } = useSchools(query.get("school") ?? "");
  const days = { from: query.get("from") ?? usual.from, to: query.get("to") ?? usual.to };
  const fault = dayFault(days.from, days.to);
  const wanted = useDelayed(JSON.stringify(searchBody(query, note, days)), 300);
  const body = useMemo(() => JSON.parse(wanted) as AccessLogSearch, [wanted]);
  const asked = dayFault(body.from, body.to) === null;
  const list = useListed(asked ? `log ${wanted}` : "log", (cursor, signal) =>
    asked ? load(body, cursor, signal) : Promise.resolve({ rows: [], next: null }),
  );
  return (
    <Page
      heading={texts.title}
      lead={texts.lead}
      crumbs={[...homeCrumb(), { label: texts.title }]}
      printed={[`${days.from} – ${days.to}`, chosen?.name, note.studentName, note.userName]}
      actions={<PrintButton />}
    >
      <section class="panel" aria-label={texts.title}>
        <LogFilters days={days} />
        {list.error && <Failed error={list.error} retry={list.retry} />}
        {(!list.rows || list.loading) && !list.error && !fault && <Loading />}
        {list.rows?.length === 0 && !list.loading && !fault && (
          <div role="status">
            <Empty title={texts.none}>{texts.noneWhy}</Empty>
          </div>
        )}
        {list.rows && list.rows.length > 0 && !fault && (
          <>
            <LogTable entries={list.rows} more={list.more} student={body.student_id ?? ""} />
            <MoreRows list={list} />
          </>
        )}
        <p class="quiet log-note">{texts.recorded}</p>
      </section>
      <Disclosure summary={texts.meaning}>
        <dl class="log-meanings">
          {texts.meanings.map(([name, meaning]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </Disclosure>
    </Page>
  );
}

/** At least one entry, or the end: a page may be empty though others follow. */
async function load(body: AccessLogSearch, after: string, signal: AbortSignal) {
  let cursor = after;
  for (;;) {
    const { entries, next } = await searchAccessLog({ ...body, ...(cursor && { cursor }) }, signal);
    if (entries.length > 0 || next === null) return { rows: entries, next };
    cursor = next;
  }
}

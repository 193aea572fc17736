import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { type AvailabilityFilter, type AvailabilityRow, getAvailability } from "../../api/availability.ts";
import { getFilterOptions } from "../../api/filters.ts";
import { type Listed, useListed } from "../../api/useListed.ts";
import { useResource } from "../../api/useResource.ts";
import { may, session } from "../../auth/session.ts";
import { Disclosure } from "../../components/Disclosure.tsx";
import { NotForRole } from "../../components/NotForRole.tsx";
import { Page, PrintButton } from "../../components/Page.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { Tabs } from "../../components/Tabs.tsx";
import { schoolYear } from "../../format/format.ts";
import { place, setQuery } from "../../router/place.ts";
import { homeCrumb } from "../crumbs.ts";
import { filterIn, STATUSES } from "./filter.ts";
import { Filters } from "./Filters.tsx";
import { History } from "./History.tsx";
import { districtName, Rows } from "./Rows.tsx";
import { StatusChip } from "./StatusChip.tsx";
import { words } from "./words.ts";
import "./availability.scss";

/** How far summative results have come, and the history of it. */
export function AvailabilityPage(): JSX.Element {
  if (!may("review-results", "operate")) return <NotForRole heading={words.value.title} />;
  return <Availability />;
}

function Availability(): JSX.Element {
  const texts = words.value;
  const { query } = place.value;
  const view = query.get("view") === "history" ? "history" : "rows";
  const filter = filterIn(query);
  const [moved, setMoved] = useState(0);
  const list = useListed(`availability ${moved} ${JSON.stringify(filter)}`, (cursor, signal) => getAvailability(filter, cursor, signal));
  const districts = useDistricts(list.rows);
  const { data } = useResource("availability subjects", () => getFilterOptions());
  const subjects = useMemo(() => new Map((data?.subjects ?? []).map(({ code, name }) => [code, name])), [data]);
  const { kind, status, school_year: year, subject } = filter;
  return (
    <Page
      heading={texts.title}
      lead={texts.lead}
      crumbs={[...homeCrumb(), { label: texts.title }]}
      printed={[year && schoolYear(year), subject, kind && texts.kinds[kind], status && texts.statuses[status]].map((each) => each || null)}
      actions={<PrintButton />}
    >
      <Tabs
        label={texts.tabs.label}
        tabs={[
          { key: "rows", label: texts.tabs.rows },
          { key: "history", label: texts.tabs.history },
        ]}
        current={view}
        onChange={(next) => setQuery({ view: next === "rows" ? null : next, page: null }, "push")}
      >
        <section class={view === "rows" ? "availability with-actions" : "availability"} aria-label={texts.tabs[view]}>
          <Filters filter={filter} districts={districts} yearOnly={view === "history"} />
          {view === "history" ? (
            <History year={year ?? null} districts={districts} subjects={subjects} />
          ) : (
            <Found list={list} filter={filter} subjects={subjects} onMoved={() => setMoved((before) => before + 1)} />
          )}
        </section>
      </Tabs>
      <Meanings />
    </Page>
  );
}

interface FoundProps {
  list: Listed<AvailabilityRow>;
  filter: AvailabilityFilter;
  subjects: ReadonlyMap<string, string>;
  onMoved: () => void;
}

function Found({ list, filter, subjects, onMoved }: FoundProps): JSX.Element {
  const texts = words.value;
  if (list.error) return <Failed error={list.error} retry={list.retry} />;
  if (!list.rows) return <Loading />;
  if (list.rows.length === 0) {
    const clear = {
      label: texts.clearFilters,
      run: () => setQuery({ year: null, district: null, subject: null, kind: null, status: null }),
    };
    return (
      <div role="status">
        <Empty title={texts.none} {...(Object.keys(filter).length > 0 && { action: clear })}>
          {texts.noneWhy}
        </Empty>
      </div>
    );
  }
  return <Rows list={list} filter={filter} subjects={subjects} onMoved={onMoved} />;
}

/** The districts seen so far, also before the rows were narrowed, and one's own. */
function useDistricts(rows: readonly AvailabilityRow[] | null): ReadonlyMap<string, string> {
  const seen = useRef(new Map<string, string>());
  return useMemo(() => {
    const own = session.peek()?.assignment?.organization;
    if (own?.type === "district") seen.current.set(own.id, own.name);
    for (const { district } of rows ?? []) seen.current.set(district.id, districtName(district));
    return new Map([...seen.current].sort(([, one], [, other]) => one.localeCompare(other)));
  }, [rows]);
}

function Meanings(): JSX.Element {
  const texts = words.value;
  return (
    <div class="availability-notes">
      <Disclosure summary={texts.meaningTitle}>
        <dl class="availability-meanings">
          {STATUSES.map((status) => (
            <div key={status}>
              <dt>
                <StatusChip status={status} />
              </dt>
              <dd>{texts.meanings[status]}</dd>
            </div>
          ))}
        </dl>
        <p>{texts.kindMeanings}</p>
      </Disclosure>
    </div>
  );
}

import type { JSX } from "preact";
import type { ResultsKey } from "../../api/results.ts";
import type { Summary } from "../../api/types.ts";
import { Checkboxes } from "../../components/Field.tsx";
import { date } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { setQuery } from "../../router/place.ts";
import { words } from "./words.ts";

type Session = Summary["sessions"][number];

/** More sessions than this the service does not take at once. */
const MOST = 50;

/** The test sessions of a group's results, to be switched on and off; a school shows all of them. */
export function Sessions({ resultsKey, sessions }: { resultsKey: ResultsKey; sessions: readonly Session[] }): JSX.Element | null {
  const { population, filters } = resultsKey;
  if (population.kind === "school") return filters.sessions ? <OnlySome sessions={sessions} chosen={filters.sessions} /> : null;
  if (sessions.length < 2) return null;
  const texts = words.value.sessions;
  const options = sessions.map((each) => ({ value: each.id, label: <Label session={each} /> }));
  const chosen = idsIn(filters.sessions);
  return (
    <div class="panel sessions">
      <Checkboxes label={texts.title} hint={texts.hint} options={options} values={chosen} onChange={choose} />
      <div class="button-row">
        <button type="button" class="link-button" onClick={() => choose([newest(sessions)])}>
          {texts.newest}
        </button>
        <button type="button" class="link-button" onClick={() => choose(sessions.slice(0, MOST).map((each) => each.id))}>
          {texts.all}
        </button>
      </div>
    </div>
  );
}

function Label({ session }: { session: Session }): JSX.Element {
  const texts = words.value.sessions;
  return (
    <>
      {date(session.latest_completed, language.value)}{" "}
      <span class="quiet">
        {session.id} ({texts.results(session.results)})
      </span>
    </>
  );
}

/** A school's report that an address narrows to some sessions says so, and how to be rid of it. */
function OnlySome({ sessions, chosen }: { sessions: readonly Session[]; chosen: string }): JSX.Element {
  return (
    <p class="sessions-only">
      {sessionsText(sessions, chosen)}{" "}
      <button type="button" class="link-button" onClick={() => setQuery({ sessions: null, page: null })}>
        {words.value.sessions.all}
      </button>
    </p>
  );
}

/** Without any the newest is shown again: nothing is never what is wanted. */
function choose(ids: readonly string[]): void {
  setQuery({ sessions: ids.join(","), page: null });
}

/** The session that was taken last. */
export function newest(sessions: readonly Session[]): string {
  return sessions[0]?.id ?? "";
}

/** Which sessions a report is narrowed to, in words. */
export function sessionsText(sessions: readonly Session[], chosen: string): string {
  const ids = idsIn(chosen);
  const known = sessions.filter((each) => ids.includes(each.id));
  const named = known.map((each) => `${date(each.latest_completed, language.value)} (${each.id})`);
  return words.value.sessions.shown(named.join(", ") || chosen);
}

function idsIn(chosen = ""): string[] {
  return chosen.split(",").filter(Boolean);
}

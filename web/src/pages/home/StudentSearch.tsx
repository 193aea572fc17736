import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { findStudents, type FoundStudents } from "../../api/home.ts";
import { useResource } from "../../api/useResource.ts";
import { SearchField } from "../../components/Choice.tsx";
import { Failed, Loading } from "../../components/Status.tsx";
import { language, text } from "../../i18n/index.ts";
import { place, setNote } from "../../router/place.ts";
import { useDelayed } from "../useDelayed.ts";
import { StudentRow } from "./StudentRow.tsx";

/** Names are found from their second letter on, ids once they are whole. */
const SHORTEST = 2;
const ID_LENGTH = 10;
const FIRST = 8;

/** Find a student by name or SSID. What is typed stays in the history entry, never in the address. */
export function StudentSearch(): JSX.Element {
  const words = text.value.home;
  const typed = place.value.note.student ?? "";
  const wanted = useDelayed(typed.trim(), 300);
  const asks = isEnough(wanted);
  const found = useResource(`student ${asks ? wanted : ""}`, (signal) => (asks ? findStudents(wanted, signal) : Promise.resolve(null)), true);
  return (
    <section class="panel" aria-labelledby="find-student">
      <h2 id="find-student">{words.student}</h2>
      <search>
        <SearchField
          label={words.studentLabel}
          hint={words.studentHint}
          value={typed}
          onInput={(value) => setNote("student", value)}
        />
      </search>
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {asks && found.loading && <Loading />}
      {asks && found.data && !found.loading && <Found key={wanted} found={found.data} typed={wanted} />}
    </section>
  );
}

/** Whether what is typed can be searched for. */
export function isEnough(typed: string): boolean {
  return /^\d+$/.test(typed) ? typed.length >= ID_LENGTH : typed.length >= SHORTEST;
}

function Found({ found, typed }: { found: FoundStudents; typed: string }): JSX.Element {
  const words = text.value.home;
  const [all, setAll] = useState(false);
  const { students, more } = found;
  const shown = all ? students : students.slice(0, FIRST);
  return (
    <div class="found">
      <p class="count" role="status">
        {students.length === 0 ? words.noStudent(typed) : words.students(students.length, more)}
      </p>
      {students.length === 0 && <p>{words.noStudentNext}</p>}
      {shown.length > 0 && (
        <ul class="rows" lang={language.value}>
          {shown.map((each) => (
            <StudentRow key={each.reference} student={each} />
          ))}
        </ul>
      )}
      {shown.length < students.length && (
        <button type="button" class="usa-button usa-button--outline" onClick={() => setAll(true)}>
          {words.allStudents(students.length)}
        </button>
      )}
    </div>
  );
}

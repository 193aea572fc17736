import type { JSX } from "preact";
import { findStudents } from "../../api/home.ts";
import { getStaff } from "../../api/staff.ts";
import { may } from "../../auth/session.ts";
import { type Choice, Combobox } from "../../components/Combobox.tsx";
import { TextField } from "../../components/Field.tsx";
import { SchoolField } from "../../components/SchoolField.tsx";
import { Tags } from "../../components/Tags.tsx";
import { studentName } from "../../format/format.ts";
import { place, setNote, setQuery } from "../../router/place.ts";
import { dayFault } from "./logSearch.ts";
import { logWords } from "./logWords.ts";

/** What the log is searched for. Days and school are in the address; people only in the history entry. */
export function LogFilters({ days }: { days: { from: string; to: string } }): JSX.Element {
  const texts = logWords.value.log;
  const { query, note } = place.value;
  const fault = dayFault(days.from, days.to);
  const errors = { missing: texts.noDay, order: texts.order, long: texts.tooLong };
  const tags = [
    note.student && { key: "student", label: texts.chosenStudent(note.studentName || note.student), remove: () => choose("student", "", "") },
    note.user && { key: "user", label: texts.chosenUser(note.userName || note.user), remove: () => choose("user", "", "") },
  ].filter((each) => !!each);
  return (
    <>
      <div class="fields" role="group" aria-label={texts.filters}>
        <TextField label={texts.from} type="date" value={days.from} onInput={(from) => setQuery({ from, to: days.to })} error={fault ? errors[fault] : null} />
        <TextField label={texts.to} type="date" value={days.to} onInput={(to) => setQuery({ from: days.from, to })} />
        <SchoolField any value={query.get("school") ?? ""} onChange={(school) => setQuery({ school })} />
      </div>
      <p class="quiet">{texts.utc}</p>
      <div class="fields people">
        <Combobox
          label={texts.student}
          hint={texts.studentHint}
          scope="students of the log"
          keep={false}
          find={findStudent}
          onChoose={({ value, label }) => choose("student", value, label)}
        />
        <Combobox
          label={texts.user}
          hint={texts.userHint}
          scope="users of the log"
          keep={false}
          find={findUser}
          onChoose={({ value, label }) => choose("user", value, label)}
        />
      </div>
      <Tags label={texts.chosen} tags={tags} />
    </>
  );
}

/** Looks only for one student or user; nobody's name reaches the address. */
export function choose(who: "student" | "user", value: string, label: string): void {
  setNote(who, value);
  setNote(`${who}Name`, label);
}

/** Students by name or id; an id that nobody within reach has can be looked for all the same. */
async function findStudent(typed: string, signal: AbortSignal): Promise<Choice[]> {
  const wanted = typed.trim();
  if (wanted.length < 2) return [];
  const isId = /^\d+$/.test(wanted);
  const found = isId && wanted.length < 10 ? [] : (await findStudents(wanted, signal)).students;
  const choices = found.map(({ student_id: id, last_name: last, first_name: first, school }) => ({
    value: id,
    label: studentName(last, first) || id,
    detail: `${id} · ${school.name}`,
  }));
  return isId && choices.length === 0 ? [{ value: wanted, label: wanted, detail: logWords.peek().log.byId }] : choices;
}

/** Staff of the district by name; whoever is not of it is found by the exact user name. */
async function findUser(typed: string, signal: AbortSignal): Promise<Choice[]> {
  const wanted = typed.trim();
  if (wanted.length < 2) return [];
  const filter = { schoolId: "", role: "", search: wanted };
  const found = may("manage-staff") ? (await getStaff(filter, "", signal)).assignments : [];
  const people = new Map(found.map((each) => [each.username, each]));
  const choices = [...people.values()].slice(0, 12).map(({ username, last_name: last, first_name: first }) => ({
    value: username,
    label: studentName(last, first) || username,
    detail: username,
  }));
  const exact = /\s/.test(wanted) || people.has(wanted) ? [] : [{ value: wanted, label: wanted, detail: logWords.peek().log.exactly }];
  return [...choices, ...exact];
}

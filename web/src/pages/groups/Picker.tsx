import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { findCandidates, getGroup, listGroups, type Member, MOST_STUDENTS } from "../../api/groups.ts";
import { useListed } from "../../api/useListed.ts";
import { useResource } from "../../api/useResource.ts";
import { announce } from "../../components/announce.tsx";
import { SearchField, Select } from "../../components/Choice.tsx";
import { MoreRows } from "../../components/MoreRows.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { grade as gradeName, schoolYear, studentName } from "../../format/format.ts";
import { text } from "../../i18n/index.ts";
import { place, setNote } from "../../router/place.ts";
import { useDelayed } from "../useDelayed.ts";
import { words } from "./words.ts";

const GRADES = ["KG", ...Array.from({ length: 12 }, (_, at) => String(at + 1).padStart(2, "0"))];

interface Props {
  schoolId: string;
  chosen: ReadonlySet<string>;
  onAdd: (members: readonly Member[]) => number;
  onRemove: (member: Member) => void;
}

/**
 * The students of a school, or of a group there, to tick. What is typed to find them stays in the
 * history entry, never in the address.
 */
export function Picker({ schoolId, chosen, onAdd, onRemove }: Props): JSX.Element {
  const texts = words.value.picker;
  const typed = place.value.note.member ?? "";
  const wanted = useDelayed(typed.trim(), 300);
  const [grade, setGrade] = useState("");
  const [source, setSource] = useState("");
  const groups = useResource(`groups of ${schoolId}`, (signal) => groupsOf(schoolId, signal));
  const list = useListed(`candidates ${schoolId} ${source} ${grade} ${wanted}`, (cursor, signal) =>
    source ? membersOf(source, wanted, grade, signal) : candidates(schoolId, wanted, grade, cursor, signal),
  );
  const rows = list.rows ?? [];
  const total = list.total ?? rows.length;
  return (
    <section class="panel picker" aria-labelledby="picker">
      <h2 id="picker">{texts.title}</h2>
      <SearchField label={texts.search} hint={texts.hint} value={typed} onInput={(value) => setNote("member", value)} />
      <div class="fields">
        {(groups.data ?? []).length > 0 && (
          <Select
            label={texts.where}
            value={source}
            options={[
              { value: "", label: texts.whole },
              ...(groups.data ?? []).map(({ id, name, school_year: year }) => ({ value: id, label: `${name}, ${schoolYear(year)}` })),
            ]}
            onChange={setSource}
          />
        )}
        <Select
          label={texts.grade}
          value={grade}
          options={[{ value: "", label: texts.anyGrade }, ...GRADES.map((each) => ({ value: each, label: gradeName(each, text.value.grades) }))]}
          onChange={setGrade}
        />
      </div>
      {list.error && <Failed error={list.error} retry={list.retry} />}
      {list.rows === null && list.loading && <Loading />}
      {list.rows?.length === 0 && !list.loading && (
        <div role="status">
          <Empty title={texts.none}>{texts.noneWhy}</Empty>
        </div>
      )}
      {rows.length > 0 && (
        <>
          <div class="table-head">
            <p class="count" role="status">
              {rows.length < total ? texts.shown(rows.length, total) : texts.found(total)}
            </p>
            <AddAll key={`${schoolId} ${source} ${grade} ${wanted}`} rows={rows} total={total} chosen={chosen} onAdd={onAdd} everybody={() => everybody(list.more, source, schoolId, wanted, grade, rows)} />
          </div>
          <Found rows={rows} chosen={chosen} onAdd={onAdd} onRemove={onRemove} />
          <MoreRows list={list} />
        </>
      )}
    </section>
  );
}

interface FoundProps extends Omit<Props, "schoolId"> {
  rows: readonly Member[];
}

function Found({ rows, chosen, onAdd, onRemove }: FoundProps): JSX.Element {
  const texts = words.value.picker;
  return (
    <ul class="pick-list" aria-label={texts.listed}>
      {rows.map((each) => (
        <li key={each.student_id}>
          <label class="check">
            <input
              type="checkbox"
              checked={chosen.has(each.student_id)}
              onChange={(event) => {
                if (!event.currentTarget.checked) return onRemove(each);
                // Where there is no room the box must not look ticked.
                if (onAdd([each]) > 0) event.currentTarget.checked = false;
              }}
            />
            <MemberText member={each} />
          </label>
        </li>
      ))}
    </ul>
  );
}

/** A student by name, with what tells namesakes apart. */
export function MemberText({ member }: { member: Member }): JSX.Element {
  const { last_name: last, first_name: first, grade, student_id: id } = member;
  return (
    <span class="member">
      <span>{studentName(last, first) || words.value.picker.unnamed}</span>
      <span class="quiet">{[grade && gradeName(grade, text.value.grades), id].filter(Boolean).join(" · ")}</span>
    </span>
  );
}

interface AddAllProps {
  rows: readonly Member[];
  total: number;
  chosen: ReadonlySet<string>;
  onAdd: (members: readonly Member[]) => number;
  everybody: () => Promise<readonly Member[]>;
}

function AddAll({ rows, total, chosen, onAdd, everybody }: AddAllProps): JSX.Element {
  const texts = words.value.picker;
  const [busy, setBusy] = useState(false);
  const done = useMemo(() => rows.length === total && rows.every((each) => chosen.has(each.student_id)), [rows, total, chosen]);
  const add = async () => {
    if (busy || done) return;
    setBusy(true);
    try {
      const members = await everybody();
      const fresh = members.filter((each) => !chosen.has(each.student_id)).length;
      const left = onAdd(members);
      announce(left > 0 ? texts.addedSome(fresh - left, left) : texts.added(fresh));
    } finally {
      setBusy(false);
    }
  };
  return (
    <button type="button" class="usa-button usa-button--outline" aria-disabled={busy || done} onClick={() => void add().catch(() => undefined)}>
      {busy ? texts.adding : texts.addAll(total)}
    </button>
  );
}

async function groupsOf(schoolId: string, signal: AbortSignal) {
  const groups = await listGroups({ schoolId, year: null, subject: "", search: "" }, signal);
  return groups.filter((each) => each.kind === "assigned" && each.school.id === schoolId);
}

async function candidates(schoolId: string, search: string, grade: string, cursor: string, signal?: AbortSignal) {
  const body = { school_id: schoolId, ...(search && { search }), ...(grade && { grade }), ...(cursor && { cursor }) };
  const { students, total, next } = await findCandidates(body, signal);
  return { rows: students, total, next };
}

async function membersOf(groupId: string, search: string, grade: string, signal: AbortSignal) {
  const { members } = await getGroup(groupId, signal);
  const rows = members.filter((each) => finds(each, search, grade));
  return { rows, total: rows.length, next: null };
}

/** The service's own rule: part of the name, either way round, or the start of the id. */
function finds({ last_name: last, first_name: first, student_id: id, grade }: Member, search: string, wanted: string): boolean {
  if (wanted && grade !== wanted) return false;
  const name = search.toLowerCase();
  return id.startsWith(search) || [`${first} ${last}`, `${last}, ${first}`].some((each) => each.toLowerCase().includes(name));
}

/** Everybody who was found, as far as a group has room. */
async function everybody(more: boolean, source: string, schoolId: string, search: string, grade: string, rows: readonly Member[]) {
  if (!more || source) return rows;
  const all: Member[] = [];
  let cursor: string | null = "";
  while (cursor !== null && all.length <= MOST_STUDENTS) {
    const page: { rows: readonly Member[]; next: string | null } = await candidates(schoolId, search, grade, cursor);
    all.push(...page.rows);
    cursor = page.next;
  }
  return all;
}

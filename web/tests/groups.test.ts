import assert from "node:assert/strict";
import { test } from "node:test";
import type { Group, Member } from "../src/api/groups.ts";
import { errorsOf, isChanged, sortedMembers, strangersIn, withMembers, withoutMembers } from "../src/pages/groups/draft.ts";
import { lineOf, parseCsv, readGroupFile, replacements } from "../src/pages/groups/file.ts";

const HEADER = "group_name,school_natural_id,school_year,subject_code,student_ssid,group_user_login";
const file = (...rows: string[]) => readGroupFile([HEADER, ...rows].join("\r\n"));

test("fields are trimmed, quotes hold commas, lines and quotes, and blank rows are left out", () => {
  const rows = parseCsv('a, b ,"c,""d"""\r\n\r\n,,\n"two\nlines",x\rlast');
  assert.deepEqual(rows, [
    { line: 1, fields: ["a", "b", 'c,"d"'] },
    { line: 4, fields: ["two\nlines", "x"] },
    { line: 6, fields: ["last"] },
  ]);
  assert.equal(parseCsv('a,"never closed\nb'), null);
});

test("a file that cannot be sent says why", () => {
  assert.equal(readGroupFile(" \r\n").obstacle, "empty");
  assert.equal(readGroupFile("\uFEFF").obstacle, "empty");
  assert.equal(readGroupFile("a,b\n1,2").obstacle, "wrong-header");
  assert.equal(readGroupFile(HEADER).obstacle, "no-rows");
  assert.equal(readGroupFile(`${HEADER}\n"x`).obstacle, "quotes");
  assert.equal(readGroupFile(`${HEADER}\nx\u0000`).obstacle, "not-text");
  assert.equal(readGroupFile(`${HEADER}\n${"é".repeat(103_000)}`).obstacle, "too-long");
  assert.equal(file("A,1,2026,,1,").obstacle, null);
});

test("the header may have a byte order mark, another case and further columns", () => {
  assert.equal(readGroupFile(`\uFEFF${HEADER.toUpperCase()},note\nA,1,2026,,1,,x`).obstacle, null);
});

test("rows are counted by group, students and users once each", () => {
  const { groups } = file("A,1,2026,All,7,", "a,1,2026,Math,7,T", "A,1,2026,,8,t", "B,1,2026,,,t");
  assert.deepEqual(groups, [
    { name: "A", schoolId: "1", year: 2026, subject: "Math", students: 2, users: 1 },
    { name: "B", schoolId: "1", year: 2026, subject: "", students: 0, users: 1 },
  ]);
});

test("a group is replaced where school, year and name are those of one that is there", () => {
  const there = { id: "g", name: "room 12", school: { id: "1" }, school_year: 2026, students: 9 } as Group;
  const { groups } = file("Room 12,1,2026,,7,", "Room 12,1,2025,,7,", "Room 12,2,2026,,7,");
  assert.deepEqual(replacements(groups, [there]).map(({ before }) => before?.students), [9, undefined, undefined]);
});

test("a finding's line is the number in it", () => {
  assert.equal(lineOf("line 12"), 12);
  assert.equal(lineOf(""), null);
});

const member = (id: number, last: string | null = `N${id}`): Member => ({
  student_id: String(id),
  reference: `r${id}`,
  first_name: null,
  last_name: last,
  grade: null,
});
const many = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => member(from + at));
const draft = (members: Member[]) => ({ schoolId: "1", schoolName: "", year: 2026, name: "A", subject: "", members, usernames: [] });

test("a group takes each student once, and no more than two hundred", () => {
  const { draft: full, left } = withMembers(draft(many(0, 150)), many(100, 260));
  assert.equal(full.members.length, 200);
  assert.equal(left, 60);
  assert.equal(withMembers(full, [member(0)]).left, 0);
});

test("members stand by name, those without one last", () => {
  assert.deepEqual(sortedMembers([member(1, null), member(2, "Zúñiga"), member(3, "álvarez")]).map(({ student_id }) => student_id), ["3", "2", "1"]);
});

test("a refusal names students by their places in the list", () => {
  const sent = [member(5), member(6), member(7)];
  const said = "student_ids: these are none of the school's students that you may see, by their places in the list: 1, 3";
  assert.deepEqual([...strangersIn(said, sent)], ["5", "7"]);
  assert.equal(strangersIn("name: 1 to 255 characters", sent).size, 0);
});

test("what is missing is told, and only changes count as changes", () => {
  assert.deepEqual(errorsOf({ ...draft([]), name: " ", schoolId: "" }), { name: "missing", schoolId: "missing" });
  assert.deepEqual(errorsOf(draft([])), {});
  const before = draft(many(0, 3));
  assert.equal(isChanged({ ...before, members: [...before.members].reverse() }, before), false);
  assert.equal(isChanged(withoutMembers(before, new Set(["1"])), before), true);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Student, StudentList } from "../src/api/types.ts";
import { en } from "../src/i18n/en.ts";
import { chips, filterStudents, gradeOrder, studentCsv } from "../src/pages/results/student.ts";

const proficient = { level: 3, name: "Met Standard", short_name: "Met", color: "level-3" };

function student(change: Partial<Student> = {}): Student {
  return {
    student_id: "9900000001",
    opportunity_id: "1",
    first_name: "Rosa",
    last_name: "Peña",
    completed_on: "2026-04-17",
    session_id: "CA01",
    enrolled_grade: "05",
    status: { completeness: "Complete", administration_condition: "Valid", valid: true },
    level: proficient,
    scale_score: 2512,
    standard_error: 24,
    error_band: { low: 2488, high: 2536 },
    claims: [{ code: "R", level: { ...proficient, level: 2, name: "Near" }, scale_score: null }],
    alternates: [],
    school: { id: "1", name: "School" },
    transfer: false,
    off_grade: false,
    percentile: null,
    accommodations: [],
    student: {},
    ...change,
  };
}

test("a name is found by any of its words, without accents or order", () => {
  const all = [student(), student({ last_name: "Tran", first_name: "Kai" })];
  for (const typed of ["pena", "PEÑA", "rosa pe", "Peña, Rosa", " rosa "]) {
    assert.deepEqual(filterStudents(all, { name: typed, level: "" }), [all[0]], typed);
  }
  assert.equal(filterStudents(all, { name: "", level: "" }).length, 2);
  assert.equal(filterStudents(all, { name: "nobody", level: "" }).length, 0);
});

test("a level filter keeps that level, or those without a score", () => {
  const all = [student(), student({ level: null })];
  assert.deepEqual(filterStudents(all, { name: "", level: "3" }), [all[0]]);
  assert.deepEqual(filterStudents(all, { name: "", level: "none" }), [all[1]]);
  assert.equal(filterStudents(all, { name: "", level: "1" }).length, 0);
});

test("only what is out of the ordinary gets a chip", () => {
  const words = en.students;
  assert.deepEqual(chips(student(), words), []);
  const status = { completeness: "Partial", administration_condition: "IN", valid: false } as const;
  assert.deepEqual(chips(student({ status }), words), ["Partial", "Invalid"]);
  const interim = { completeness: "Complete", administration_condition: "NS", valid: true } as const;
  assert.deepEqual(chips(student({ status: interim }), words), ["Nonstandardized"]);
});

test("kindergarten comes before grade 1, grade 2 before grade 10", () => {
  const order = ["KG", "01", "02", "10"].map(gradeOrder);
  assert.deepEqual(order, [...order].sort((a, b) => (a ?? 0) - (b ?? 0)));
  assert.equal(gradeOrder("??"), null);
});

test("the CSV holds the ids and the figures of the row, under as many headings", () => {
  const list = {
    school: { id: "S1", name: "Maple", district: { id: "D1", name: "Hills" } },
    assessment: { id: "A1", label: "Grade 5 ELA" },
    school_year: 2026,
  } as StudentList;
  const claims = [{ code: "R", name: "Reading" }, { code: "W", name: "Writing" }];
  const [headings, row] = studentCsv(list, [student()], claims, en.csv);
  assert.equal(headings?.length, row?.length);
  const cells = Object.fromEntries((headings ?? []).map((name, at) => [name, row?.[at]]));
  assert.equal(cells["Student ID"], "9900000001");
  assert.equal(cells["Error band high"], 2536);
  assert.equal(cells["Reading: level"], 2);
  assert.equal(cells["Writing: level"], undefined);
  assert.equal(cells["School ID"], "S1");
  assert.equal(cells["Assessment ID"], "A1");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { FilterOptions } from "../src/api/filters.ts";
import type { Student, Summary } from "../src/api/types.ts";
import { en as shared } from "../src/i18n/en.ts";
import { filterStudents, gradeOrder, marks, studentIds } from "../src/pages/results/student.ts";
import { studentFile } from "../src/pages/results/studentFile.ts";
import { en } from "../src/pages/results/words.en.ts";

const proficient = { level: 3, name: "Met Standard", short_name: "Met", color: "level-3" };

function student(change: Partial<Student> = {}): Student {
  return {
    student_id: "9900000001",
    reference: "r1",
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

test("only what is out of the ordinary is marked", () => {
  const words = en.table;
  const labels = (change: Partial<Student>) => marks(student(change), words).map((each) => each.label);
  assert.deepEqual(labels({}), []);
  const status = { completeness: "Partial", administration_condition: "IN", valid: false } as const;
  assert.deepEqual(labels({ status }), ["Invalid", "Partial"]);
  const interim = { completeness: "Complete", administration_condition: "NS", valid: true } as const;
  assert.deepEqual(labels({ status: interim, off_grade: true }), ["Nonstandardized", "Another grade's test"]);
});

test("a student with two results is one student of a group", () => {
  const twice = [student(), student({ opportunity_id: "2" }), student({ student_id: "9900000002" })];
  assert.deepEqual(studentIds(twice), ["9900000001", "9900000002"]);
});

test("kindergarten comes before grade 1, grade 2 before grade 10", () => {
  const order = ["KG", "01", "02", "10"].map(gradeOrder);
  assert.deepEqual(order, [...order].sort((a, b) => (a ?? 0) - (b ?? 0)));
  assert.equal(gradeOrder("??"), null);
});

const option = (code: string, name: string, es: string) => ({ code, name, translations: { es } });

const options = {
  accommodations: [option("TDS_Brl1", "Braille", "Braille")],
  student_fields: [
    { field: "gender", name: "Gender", translations: { es: "Género" }, values: [option("Female", "Female", "Femenino")] },
    { field: "iep", name: "IEP", translations: {}, values: [] },
    {
      field: "ethnicities",
      name: "Race/ethnicity",
      translations: {},
      values: [option("Asian", "Asian", "Asiático"), option("White", "White", "Blanco")],
    },
  ],
} as unknown as FilterOptions;

const summary = {
  assessment: { id: "A1", label: "Grade 5 ELA", grade: "05", subject: { code: "ELA" }, type: { name: "Summative" } },
  school_year: 2026,
  claims: [{ code: "R", name: "Reading" }, { code: "W", name: "Writing" }],
  alternates: [{ code: "O", name: "Oral" }],
} as Summary;

function cells(row: Student, language = "en"): Record<string, unknown> {
  const fields = studentFile(summary, options, { ...shared.csv, ...en.csv }, language);
  assert.equal(new Set(fields.map((each) => each.heading)).size, fields.length);
  return Object.fromEntries(fields.map(({ heading, value }) => [heading, value(row)]));
}

test("the CSV holds the ids and every score of a result, whatever the screen shows", () => {
  const composite = { code: "O", level: proficient, scale_score: 1490, standard_error: 11, error_band: null };
  const found = cells(student({ alternates: [composite], school: { id: "S1", name: "Maple" } }));
  assert.equal(found["Student ID"], "9900000001");
  assert.equal(found["Error band high"], 2536);
  assert.equal(found["Reading: level"], 2);
  assert.equal(found["Writing: level"], undefined);
  assert.equal(found["Oral: scale score"], 1490);
  assert.equal(found["School ID"], "S1");
  assert.equal(found["Assessment ID"], "A1");
});

test("the CSV says of a student what the role sees, in words", () => {
  const row = student({
    accommodations: ["TDS_Brl1", "TDS_New"],
    student: { gender: "Female", iep: false, ethnicities: ["Asian", "White"] },
  });
  const found = cells(row);
  assert.equal(found["Gender"], "Female");
  assert.equal(found["IEP"], "No");
  assert.equal(found["Race/ethnicity"], "Asian | White");
  assert.equal(found["Accommodations"], "Braille | TDS_New");
  assert.equal(cells(row, "es")["Género"], "Femenino");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { HistoryResult, StudentHistory, Trend } from "../src/api/students.ts";
import { bySubject, filterIn, filterResults, partsOf, trendChart } from "../src/pages/student/history.ts";

const result = (subject: string, type: string, year: number, status: Partial<HistoryResult["status"]> = {}) =>
  ({
    assessment: { subject: { code: subject, name: subject }, type: { code: type, name: type }, school_year: year },
    status: { completeness: "Complete", administration_condition: "Valid", valid: true, ...status },
  }) as HistoryResult;

const results = [
  result("ELA", "sum", 2026),
  result("ELA", "iab", 2025, { administration_condition: "NS" }),
  result("Math", "sum", 2025, { completeness: "Partial" }),
];
const everything = { year: "", subject: "", type: "", status: "" };
const count = (filter: Partial<typeof everything>) => filterResults(results, { ...everything, ...filter }).length;

test("a history is narrowed by year, subject, type and status, and by nothing that is left empty", () => {
  assert.equal(count({}), 3);
  assert.equal(count({ year: "2025" }), 2);
  assert.equal(count({ year: "2025", subject: "ELA" }), 1);
  assert.equal(count({ type: "sum" }), 2);
  assert.equal(count({ status: "partial" }), 1);
  assert.equal(count({ status: "complete" }), 2);
  assert.equal(count({ status: "NS" }), 1);
  assert.equal(count({ status: "IN" }), 0);
});

test("the filter is what the address says", () => {
  const query = new URLSearchParams("year=2025&type=iab&sort=-date");
  assert.deepEqual(filterIn(query), { ...everything, year: "2025", type: "iab" });
});

const history = {
  subjects: [{ code: "ELA", name: "English" }, { code: "Math", name: "Mathematics" }],
  trends: [
    { subject: { code: "ELA", name: "" }, type: { code: "sum", name: "" }, points: [] },
    { subject: { code: "Math", name: "" }, type: { code: "ica", name: "" }, points: [] },
  ],
  scores: [
    { subject: "ELA", type: "sum", claims: [{ code: "R", name: "Reading" }, { code: "W", name: "Writing" }], alternates: [] },
    { subject: "ELA", type: "iab", claims: [{ code: "R", name: "Reading" }], alternates: [] },
    { subject: "Math", type: "sum", claims: [{ code: "C", name: "Concepts" }], alternates: [] },
  ],
} as unknown as StudentHistory;

test("subjects appear with their own results, and trends only of types that are shown", () => {
  const [english, mathematics] = bySubject(history, results, "");
  assert.deepEqual([english?.results.length, english?.trends.length], [2, 1]);
  assert.deepEqual([mathematics?.results.length, mathematics?.trends.length], [1, 0]);
  assert.deepEqual(bySubject(history, results.slice(0, 1), "").map(({ code }) => code), ["ELA"]);
});

test("each claim of a subject is named once", () => {
  const [english] = bySubject(history, results, "");
  assert.deepEqual(partsOf(history, english!, "claims").map(({ name }) => name), ["Reading", "Writing"]);
  assert.deepEqual(partsOf(history, english!, "alternates"), []);
});

const point = (year: number, ranged: boolean) => ({
  school_year: year,
  grade: "05",
  scale_score: 2400 + year - 2020,
  standard_error: 20,
  levels: [{ level: 1, low: ranged ? 2200 : null, high: ranged ? 2399 : null }, { level: 2, low: ranged ? 2400 : null, high: null }],
});

test("a trend's steps are every year between the first and the last, with or without a score", () => {
  const trend = { points: [point(2023, true), point(2026, false)] } as unknown as Trend;
  const words = { year: (year: number) => `y${year}`, grade: (code: string) => `g${code}` };
  const { steps, series, bands } = trendChart(trend, "Score", words);
  assert.deepEqual(steps.map(({ label, detail }) => [label, detail]), [
    ["y2023", "g05"], ["y2024", undefined], ["y2025", undefined], ["y2026", "g05"],
  ]);
  assert.deepEqual(series[0]?.points, [
    { step: "2023", value: 2403, error: 20 }, { step: "2026", value: 2406, error: 20 },
  ]);
  assert.deepEqual(bands.map(({ step }) => step), ["2023"], "levels without ranges make no bands");
});

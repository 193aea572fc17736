import assert from "node:assert/strict";
import { test } from "node:test";
import type { ComparisonRow } from "../src/api/comparison.ts";
import type { DashboardCard } from "../src/api/dashboard.ts";
import type { FilterOptions } from "../src/api/filters.ts";
import type { Assessment, ScoredLevelCount } from "../src/api/types.ts";
import { chosenFilters, filterFields, without } from "../src/components/filters/fields.ts";
import { en as filterWords } from "../src/components/filters/words.en.ts";
import { bySubject, choiceIn, chosenAssessments } from "../src/pages/assessments/choice.ts";
import { cardChoiceIn, chosenCards } from "../src/pages/dashboard/cards.ts";
import { beingCounted, namedLevels } from "../src/pages/results/comparison.ts";
import { counterpart } from "../src/pages/results/counterpart.ts";

const named = (code: string, name = code) => ({ code, name, translations: { es: `${name} (es)` } });

const options = {
  transfer_access: false,
  grades: ["UG", "KG", "05", "13"].map((each) => named(each)),
  completeness: [named("Partial"), named("Complete")],
  conditions: ["Valid", "SD", "NS", "IN"].map((each) => named(each)),
  student_fields: [{ field: "gender", name: "Gender", translations: { es: "Género" }, values: [named("Male", "Boys")] }],
} as unknown as FilterOptions;

const fieldsOf = (type: string | null, language = "en", more = {}) =>
  filterFields({ ...options, ...more }, type, filterWords, language);

test("summative results are filtered by validity, interim ones by how they were administered", () => {
  const values = (type: string | null) =>
    fieldsOf(type).find((each) => each.name === "conditions")?.options.map((each) => each.value);
  assert.deepEqual(values("sum"), ["Valid", "IN"]);
  assert.deepEqual(values("iab"), ["SD", "NS"]);
  assert.deepEqual(values(null)?.length, 4);
});

test("only what the service offers can be chosen: no transfers where the state opens none, no untested grade", () => {
  assert.ok(!fieldsOf("sum").some((each) => each.name === "transfers"));
  assert.ok(fieldsOf("sum", "en", { transfer_access: true }).some((each) => each.name === "transfers"));
  const grades = fieldsOf("sum").find((each) => each.name === "enrolled_grades");
  assert.deepEqual(grades?.options.map((each) => each.value), ["KG", "05"]);
});

test("what is chosen is said in words of the language, and what nobody offers by its code", () => {
  const filters = { gender: "Male,Unknown", off_grade: "hide" };
  const labels = (language: string) => chosenFilters(filters, fieldsOf("sum", language)).map((each) => each.label);
  assert.deepEqual(labels("en"), ["Hide students tested in another grade", "Gender: Boys", "Gender: Unknown"]);
  assert.equal(labels("es")[1], "Género: Boys (es)");
});

test("taking one value away leaves the others, and nothing of the last one", () => {
  assert.equal(without({ gender: "Male,Female" }, { name: "gender", value: "Male" }), "Female");
  assert.equal(without({ gender: "Male" }, { name: "gender", value: "Male" }), null);
});

const assessment = (change: Partial<Assessment> = {}) =>
  ({
    id: "1",
    label: "Reading",
    subject: { code: "ELA", name: "English" },
    grade: "03",
    type: { code: "iab", name: "IAB" },
    latest_completed: "2026-01-10",
    ...change,
  }) as Assessment;

test("the list is narrowed by subject, type and grade, and ordered by subject or by day", () => {
  const all = [
    assessment({ id: "a", latest_completed: "2025-11-01" }),
    assessment({ id: "b", grade: "04" }),
    assessment({ id: "c", latest_completed: null }),
    assessment({ id: "d", subject: { code: "Math", name: "Mathematics" }, latest_completed: "2026-03-01" }),
  ];
  const ids = (query: string) => chosenAssessments(all, choiceIn(new URLSearchParams(query))).map((each) => each.id);
  assert.deepEqual(ids(""), ["a", "b", "c", "d"]);
  assert.deepEqual(ids("subject=ELA&grade=04"), ["b"]);
  assert.deepEqual(ids("type=sum"), []);
  assert.deepEqual(ids("order=recent"), ["d", "b", "a", "c"]);
  assert.deepEqual(bySubject(all).map(([name, group]) => [name, group.length]), [["English", 3], ["Mathematics", 1]]);
});

test("an assessment is found again in another year by its label; a block never by its kind alone", () => {
  const now = assessment();
  const then = [assessment({ id: "2", label: "Writing" }), assessment({ id: "3" }), assessment({ id: "4", grade: "04" })];
  assert.equal(counterpart(now, then)?.id, "3");
  assert.equal(counterpart(now, [assessment({ id: "2", label: "Writing" })]), null);
  const summative = { code: "sum", name: "Summative" };
  const renamed = [assessment({ id: "9", label: "Grade 3 English", type: summative })];
  assert.equal(counterpart(assessment({ type: summative, label: "Grade 3 ELA" }), renamed)?.id, "9");
});

const level = (number: number) =>
  ({ level: number, name: `Level ${number}`, short_name: "", color: "", count: 7, percent: 50, low: 1, high: 2 }) as ScoredLevelCount;

const row = (change: Partial<ComparisonRow>) => ({ standing: "shown", levels: null, ...change }) as ComparisonRow;

test("a compared row has its own figures under the names of the summary", () => {
  const figures = [{ level: 2, count: 3, percent: 100 }];
  const found = namedLevels(row({ levels: figures }), [level(1), level(2)]);
  assert.deepEqual(found?.map(({ name, count, percent }) => [name, count, percent]), [["Level 1", 0, 0], ["Level 2", 3, 100]]);
  assert.equal(namedLevels(row({}), [level(1)]), null);
});

test("a comparison is asked for again only while a row is being counted", () => {
  assert.equal(beingCounted({ rows: [row({}), row({ standing: "being-counted" })] }), true);
  assert.equal(beingCounted({ rows: [row({}), row({ standing: "suppressed" })] }), false);
});

const card = (id: string, students: number, counts: number[], about: Partial<Assessment> = {}) =>
  ({
    assessment: assessment({ id, ...about }),
    students,
    levels: counts.map((count, index) => ({ ...level(index + 1), count, percent: 33 })),
  }) as DashboardCard;

test("cards are ordered by subject and grade, day, students or the exact share of the lowest category", () => {
  const cards = [
    card("a", 10, [3, 3, 3], { subject: { code: "Math", name: "Mathematics" } }),
    card("b", 30, [10, 10, 9], { grade: "04", latest_completed: "2026-04-01" }),
    card("c", 20, [0, 0, 0], { latest_completed: null }),
  ];
  const ids = (query: string) => chosenCards(cards, cardChoiceIn(new URLSearchParams(query))).map((each) => each.assessment.id);
  assert.deepEqual(ids(""), ["c", "b", "a"]);
  assert.deepEqual(ids("order=recent"), ["b", "a", "c"]);
  assert.deepEqual(ids("order=tested"), ["b", "c", "a"]);
  assert.deepEqual(ids("order=below"), ["b", "a", "c"]);
  assert.deepEqual(ids("order=nonsense&subject=Math"), ["a"]);
});

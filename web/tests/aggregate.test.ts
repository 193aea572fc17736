import assert from "node:assert/strict";
import { test } from "node:test";
import type { AggregateOptions, AggregateTable, Measure, Share } from "../src/api/aggregates.ts";
import { en as common } from "../src/i18n/en.ts";
import { type Draft, draftIn, emptyDraft, queryOf, wholeOf } from "../src/pages/aggregate/draft.ts";
import { fitted, problemsOf, startOf } from "../src/pages/aggregate/fit.ts";
import { gradeList } from "../src/pages/aggregate/names.ts";
import { offeredComparisons, offeredGrades, offeredTypes } from "../src/pages/aggregate/offer.ts";
import { pack, unpack } from "../src/pages/aggregate/pack.ts";
import { sentenceOf, suggestedName } from "../src/pages/aggregate/sentence.ts";
import {
  commonLevelNames,
  entriesBySubject,
  grouped,
  identitiesOf,
  moved,
  ordered,
  reasonOf,
  sideOf,
} from "../src/pages/aggregate/tabulate.ts";
import { en } from "../src/pages/aggregate/words.en.ts";
import { withQuery } from "../src/router/routes.ts";

const coded = (code: string) => ({ code, name: `${code} name` });
const option = (code: string) => ({ code, name: `${code} name`, translations: { es: `${code} nombre` } });

function subject(code: string, kind: string, change: Partial<AggregateOptions["subjects"][number]> = {}) {
  const usual = { grades: ["03", "04", "05"], school_years: [2026, 2025], claims: [], alternates: [], targets: false };
  return { subject: coded(code), assessment_type: kind, ...usual, ...change };
}

const options: AggregateOptions = {
  organization: { type: "district", id: "D1", name: "Alder Unified" },
  types: [
    { type: "yearly", assessment_types: ["sum", "iab"] },
    { type: "longitudinal", assessment_types: ["sum"] },
    { type: "claim", assessment_types: ["sum"] },
    { type: "alternate", assessment_types: ["sum"] },
    { type: "target", assessment_types: ["sum"] },
  ],
  subjects: [
    subject("ELA", "sum", { claims: [coded("R"), coded("W")], targets: true }),
    subject("ELPAC", "sum", { grades: ["KG", "03"], school_years: [2026, 2024] }),
    subject("Math", "iab", { grades: ["11"], school_years: [2026] }),
  ],
  dimensions: [
    { ...option("gender"), dimension: "gender", values: [option("Female"), option("Male")] },
    { ...option("elas"), dimension: "elas", values: [option("EL"), option("EO")] },
    { ...option("enrolled_grade"), dimension: "enrolled_grade", values: [option("03")] },
  ],
  conditions: [option("Valid"), option("NS")],
  completeness: [option("Complete")],
  state_comparison: ["sum"],
};

const draft = (change: Partial<Draft> = {}): Draft => ({
  ...startOf(options, emptyDraft()),
  subjects: ["ELA"],
  grades: ["03", "04"],
  ...change,
});

const through = (each: Draft) => draftIn(new URLSearchParams(withQuery("", queryOf(each)).slice(1)));

/** Numbers that look random and are the same in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

const SIGNS = ["a", "Z", "9", ".", "*", " ", "-", "_", "&", "=", "%", "+", "é", "¿", "漢", ",", ";", "..", "*."];

function anyText(roll: (sides: number) => number): string {
  return Array.from({ length: 1 + roll(6) }, () => SIGNS[roll(SIGNS.length)]).join("");
}

function anyOf<T>(values: readonly T[], roll: (sides: number) => number): T[] {
  return values.filter(() => roll(2) === 1);
}

function anyDraft(roll: (sides: number) => number): Draft {
  const texts = () => [...new Set(Array.from({ length: roll(4) }, () => anyText(roll)))];
  const pick = <T>(values: readonly T[]) => values[roll(values.length)] as T;
  const combination = (place: number) => ({
    name: `${place}${anyText(roll)}`,
    values: Object.fromEntries(["gender", "elas"].slice(0, 1 + roll(2)).map((field) => [field, ["x", ...texts()]])),
  });
  return {
    name: anyText(roll),
    type: pick(["yearly", "longitudinal", "claim", "alternate", "target"]),
    organizations: {
      districts: texts(),
      schools: texts(),
      state: roll(2) === 1,
      all_districts: roll(2) === 1,
      schools_of_districts: roll(2) === 1,
      districts_of_schools: roll(2) === 1,
    },
    assessment_type: pick(["sum", "ica", "iab"]),
    subjects: anyOf(["ELA", "ELPAC", "Math", "gone"], roll),
    grades: anyOf(["KG", "03", "04", "11", "99"], roll),
    school_years: anyOf([2026, 2025, 2024, 2001], roll),
    codes: anyOf(["R", "W", "1-L", "SOCK_R"], roll),
    conditions: anyOf(["Valid", "SD", "NS", "IN"], roll),
    completeness: anyOf(["Complete", "Partial"], roll),
    dimensions: anyOf(["gender", "elas", "enrolled_grade", "gone"], roll),
    custom_subgroups: Array.from({ length: roll(4) }, (_, place) => {
      const { name, values } = combination(place);
      return { name, values: Object.fromEntries(Object.entries(values).map(([field, codes]) => [field, [...new Set(codes)]])) };
    }),
    levels: pick(["all", "grouped"]),
    empty_rows: pick(["hide", "show"]),
  };
}

test("texts come out of an address as they went in", () => {
  const roll = dice(1);
  for (let run = 0; run < 500; run += 1) {
    const items = Array.from({ length: 1 + roll(5) }, () => anyText(roll));
    assert.deepEqual(unpack(pack(items)), items);
  }
  assert.deepEqual(unpack(""), []);
  assert.equal(pack(["03", "04", "K"]), "03.04.K");
});

test("a definition survives the address, whatever is in it", () => {
  const roll = dice(2);
  for (let run = 0; run < 500; run += 1) {
    const each = anyDraft(roll);
    assert.deepEqual(through(each), each);
  }
});

test("an address is short and readable, and leaves out what is as usual", () => {
  const query = queryOf(draft({ custom_subgroups: [{ name: "Girls", values: { gender: ["Female"], elas: ["EL", "EO"] } }] }));
  const address = withQuery("", query);
  assert.equal(address, "?type=yearly&kind=sum&districts=D1&subjects=ELA&grades=03.04&years=2026&g1=Girls..gender.Female..elas.EL.EO");
});

test("an address that makes no sense is a draft with nothing in those places", () => {
  const query = new URLSearchParams("type=weekly&kind=exam&years=abc.20265.2026&conditions=Valid.x&levels=some&g1=..&g2=Name&with=moon");
  assert.deepEqual(draftIn(query), { ...emptyDraft(), school_years: [2026], conditions: ["Valid"] });
});

test("a definition without its optional parts is filled up with what is usual", () => {
  const whole = draft();
  const { codes: _, dimensions: __, custom_subgroups: ___, ...required } = whole;
  assert.deepEqual(wholeOf(required), { ...whole, codes: [], dimensions: [], custom_subgroups: [] });
});

test("a first visit begins with one's own organization and the newest year", () => {
  const start = startOf(options, emptyDraft());
  assert.deepEqual(start.organizations.districts, ["D1"]);
  assert.deepEqual(start.school_years, [2026]);
  assert.deepEqual(startOf({ ...options, organization: { type: "state", id: "", name: "" } }, emptyDraft()).organizations.state, true);
});

test("fitting leaves only what there is to choose, and fitting twice changes nothing", () => {
  const roll = dice(3);
  for (let run = 0; run < 500; run += 1) {
    const once = fitted(anyDraft(roll), options);
    assert.deepEqual(fitted(once, options), once);
    assert.ok(options.types.find(({ type }) => type === once.type)?.assessment_types.includes(once.assessment_type));
    const subjects = options.subjects.filter((each) => each.assessment_type === once.assessment_type);
    const chosen = subjects.filter((each) => once.subjects.includes(each.subject.code));
    assert.equal(chosen.length, once.subjects.length);
    const among = chosen.length > 0 ? chosen : subjects;
    for (const each of once.grades) assert.ok(among.some(({ grades }) => grades.includes(each)));
    for (const each of once.school_years) assert.ok(among.some(({ school_years: years }) => years.includes(each)));
    if (once.custom_subgroups.length > 0) assert.deepEqual(once.dimensions, []);
    if (once.type === "longitudinal" || once.type === "target") assert.ok(once.school_years.length <= 1);
    if (once.type === "target") assert.ok(once.organizations.districts.length + once.organizations.schools.length <= 1);
  }
});

test("grades of other subjects are offered gray, with the reason", () => {
  const offered = offeredGrades(options, draft({ subjects: ["ELPAC"] }));
  assert.deepEqual(offered.filter(({ why }) => why === null).map(({ value }) => value), ["KG", "03"]);
  assert.equal(offered.find(({ value }) => value === "04")?.why, "gradeNotOfSubjects");
});

test("a report type says why it cannot be chosen", () => {
  const reasons = Object.fromEntries(offeredTypes(options).map(({ value, why }) => [value, why]));
  assert.deepEqual(reasons, { yearly: null, longitudinal: null, claim: null, alternate: "typeNoAlternates", target: null });
});

test("filters and what lies beyond one's own results exclude one another", () => {
  const filtered = draft({ conditions: ["NS"] });
  const state = offeredComparisons(options, filtered).find(({ value }) => value === "state");
  assert.equal(state?.why, "comparisonNeedsAll");
  const both = { ...filtered, organizations: { ...filtered.organizations, state: true } };
  assert.deepEqual(problemsOf(both, options), [{ section: "filters", what: "filters" }]);
});

test("what is missing is said, one thing after the other", () => {
  const nothing = { ...emptyDraft(), type: "longitudinal" as const };
  assert.deepEqual(problemsOf(nothing, options).map(({ what }) => what), ["places", "subjects", "twoGrades", "years"]);
  assert.deepEqual(problemsOf(draft(), options), []);
});

const told = { options, places: new Map([["D1", "Alder Unified"]]), words: en, grades: common.grades, language: "en" };

test("a report is told in one sentence", () => {
  const each = draft({ school_years: [2026, 2025], dimensions: ["gender"], conditions: ["NS"] });
  each.organizations = { ...each.organizations, schools_of_districts: true, state: true };
  assert.equal(
    sentenceOf(each, told),
    "ELA name, grades 3 and 4, 2024–25 and 2025–26, for Alder Unified, its schools, and the whole state, by gender name, only NS name",
  );
  assert.equal(suggestedName(each, en), "Yearly: ELA, 2025–26, 2024–25");
});

test("successive grades are told as a range", () => {
  assert.equal(gradeList(["03", "04", "05", "08", "KG"], "en", common.grades), "3–5, 8, and Kindergarten");
});

function measure(change: Partial<Measure> = {}): Measure {
  return {
    school_year: 2026,
    subject: coded("ELA"),
    grade: "03",
    assessment: { id: "a", label: "Grade 3" },
    code: null,
    levels: [1, 2, 3, 4].map((level) => ({ level, name: `Level ${level}`, short_name: "", color: "" })),
    standard_cutoff: 3,
    cuts: [],
    ...change,
  };
}

const figures = { students: 5, average: null, levels: null, suppressed: null };
const place = { type: "school" as const, id: "S1", name: "Oak" };
const everybody = { dimension: "overall", value: "" };

test("steps of a line are rows, of all students or of the cohort", () => {
  const cohort = { ...figures, students: 3 };
  const steps = [0, 1].map((index) => ({ measure: index, all: figures, cohort: index === 0 ? cohort : null }));
  const table: AggregateTable = {
    measures: [measure(), measure({ school_year: 2027, grade: "04" })],
    rows: [],
    lines: [{ organization: place, beyond: false, subject: "ELA", subgroup: everybody, steps }],
    targets: [],
    too_few: [],
  };
  const students = (whose: "all" | "cohort") => entriesBySubject(table, whose).get("ELA")?.map((each) => each.figures.students);
  assert.deepEqual(students("all"), [5, 5]);
  assert.deepEqual(students("cohort"), [3, null]);
});

test("assessments are a column only where a grade has several in a year", () => {
  const entry = (each: Measure) => ({ key: "", measure: each, organization: place, subgroup: everybody, figures });
  assert.deepEqual(identitiesOf([entry(measure()), entry(measure({ school_year: 2025 }))]), ["organization", "grade", "year", "subgroup"]);
  const block = measure({ assessment: { id: "b", label: "Block" } });
  assert.ok(identitiesOf([entry(measure()), entry(block)]).includes("assessment"));
});

test("columns stand in the order asked for, and move one place at a time", () => {
  assert.deepEqual(ordered(["a", "b", "c"], "c.x.a"), ["c", "a", "b"]);
  assert.deepEqual(moved(["a", "b", "c"], "c", -1), ["a", "c", "b"]);
  assert.deepEqual(moved(["a", "b", "c"], "c", 1), ["a", "b", "c"]);
});

const share = (first: number, last: number, percent: number): Share => ({ first, last, count: percent * 2, percent });

test("grouped levels are two shares that hold the same students", () => {
  const shares = [share(1, 1, 10), share(2, 2, 20), share(3, 3, 30), share(4, 4, 40)];
  assert.deepEqual(grouped(shares, 3), [share(1, 2, 30), share(3, 4, 70)]);
  assert.deepEqual(grouped(shares, null), shares);
});

test("levels below the standard lie left of the line; without one the middle level lies across it", () => {
  const sides = (levels: number, cutoff: number | null) =>
    Array.from({ length: levels }, (_, index) => sideOf(share(index + 1, index + 1, 1), cutoff, levels));
  assert.deepEqual(sides(4, 3), [-1, -1, 1, 1]);
  assert.deepEqual(sides(3, null), [-1, 0, 1]);
  assert.deepEqual(sides(4, null), [-1, -1, 1, 1]);
});

test("why figures are not shown is told apart from the service's words", () => {
  const few = "Fewer than 11 students, or a group of fewer than 11 could be worked out from this one";
  assert.deepEqual(reasonOf(few), { why: "fewer", least: "11" });
  assert.deepEqual(reasonOf("Fewer than 1000 students in the whole state"), { why: "fewerInState", least: "1000" });
  assert.equal(reasonOf("These results would tell about single students: nearly all").why, "withheld");
  assert.equal(reasonOf("Something new").why, "other");
});

test("a level that was renamed has no one name", () => {
  const renamed = measure({ levels: [{ level: 1, name: "Minimal", short_name: "", color: "" }] });
  const names = commonLevelNames([measure(), renamed], (each) => each.name);
  assert.deepEqual([names.get(1), names.get(2)], [null, "Level 2"]);
});

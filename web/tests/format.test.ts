import assert from "node:assert/strict";
import { test } from "node:test";
import { date, grade, percent, schoolYear, score, scoreWithError, shortGrade, studentName } from "../src/format/format.ts";
import { covers, isCut, knownRange, levelClass, levelName, position, translated } from "../src/format/levels.ts";
import { en } from "../src/i18n/en.ts";
import { es } from "../src/i18n/es.ts";

test("scores are whole, with their error where it is known", () => {
  assert.equal(score(2501.5), "2502");
  assert.equal(scoreWithError(2501.3, 4.2), "2501 ± 4");
  assert.equal(scoreWithError(2501.3, null), "2501");
  assert.equal(scoreWithError(null, 4), "–");
  assert.equal(score(0), "0");
});

test("a date is that day wherever the browser is", () => {
  assert.equal(date("2026-04-17", "en"), "Apr 17, 2026");
  assert.equal(date("2026-04-17", "es"), "17 abr 2026");
  assert.equal(date(null, "en"), "–");
  assert.equal(date("sometime", "en"), "sometime");
});

test("a school year is named by both its years", () => {
  assert.equal(schoolYear(2026), "2025–26");
  assert.equal(schoolYear(2000), "1999–00");
});

test("percentages follow the language", () => {
  assert.equal(percent(34, "en"), "34%");
  assert.match(percent(34, "es"), /^34\s%$/);
});

test("grades are said in words", () => {
  assert.equal(grade("05", en.grades), "Grade 5");
  assert.equal(grade("11", es.grades), "Grado 11");
  assert.equal(grade("KG", en.grades), "Kindergarten");
  assert.equal(grade("XX", en.grades), "XX");
  assert.equal(grade("numbered", en.grades), "numbered");
  assert.equal(shortGrade("05"), "5");
});

test("a student without one of the names is called by the other", () => {
  assert.equal(studentName("Peña", "Rosa"), "Peña, Rosa");
  assert.equal(studentName("Peña", null), "Peña");
  assert.equal(studentName(null, null), "");
});

test("a colour the palette does not know falls back to the level's number", () => {
  assert.equal(levelClass("level-2", 4), "is-level-2");
  assert.equal(levelClass("maroon", 1), "is-level-1");
  assert.equal(levelClass("", 9), "is-level-6");
  assert.equal(levelClass(null, 0), "is-level-1");
  assert.equal(levelClass('level-1"><script>', 3), "is-level-3");
});

test("the cut stands before the first level that meets the standard, never before all of them", () => {
  assert.deepEqual([1, 2, 3, 4].filter((level) => isCut(level, 3)), [3]);
  assert.deepEqual([1, 2, 3].filter((level) => isCut(level, null)), []);
  assert.deepEqual([1, 2, 3].filter((level) => isCut(level, 1)), []);
});

test("a place on the scale stays within it", () => {
  const range = { min: 2000, max: 2500 };
  assert.equal(position(2250, range), 50);
  assert.equal(position(1900, range), 0);
  assert.equal(position(2600, range), 100);
  assert.equal(position(2000, { min: 2000, max: 2000 }), 0);
  assert.equal(knownRange({ min: null, max: 1 }), null);
});

test("levels cover a scale only if they lie side by side from end to end", () => {
  const range = { min: 2000, max: 2500 };
  const whole = [{ low: 2000, high: 2199 }, { low: 2200, high: 2500 }];
  assert.equal(covers(whole, range), true);
  assert.equal(covers([{ low: 2000, high: 2200 }, { low: 2200, high: 2500 }], range), true);
  assert.equal(covers(whole, { min: 2000, max: 2690 }), false);
  assert.equal(covers([{ low: 2000, high: 2199 }, { low: 2300, high: 2500 }], range), false);
  assert.equal(covers([{ low: null, high: null }], range), false);
  assert.equal(covers([], range), false);
  assert.equal(covers(whole, null), false);
});

test("a level is called by its name in the page's language, where the definition has one", () => {
  const level = { name: "Sand", short_name: "S", translations: { es: { name: "Arena", short_name: "A" } } };
  assert.equal(levelName(level, "es"), "Arena");
  assert.equal(levelName(level, "en"), "Sand");
  assert.equal(translated(level, "es")?.short_name, "A");
  assert.equal(translated({ name: "Sand", short_name: "S" }, "es"), null);
});

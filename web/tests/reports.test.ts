import assert from "node:assert/strict";
import { test } from "node:test";
import { pause } from "../src/api/polling.ts";
import { commonReach, placed, reachOf } from "../src/components/divergingParts.ts";
import { ago, elapsed } from "../src/format/elapsed.ts";
import { holdsText, megabytes, typeNames } from "../src/pages/reports/jobText.ts";
import { printableOf } from "../src/pages/reports/printable.ts";
import { en } from "../src/pages/reports/words.en.ts";

const NOW = Date.parse("2026-04-17T12:00:00Z");
const before = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

test("how long ago something was is said in its largest whole unit", () => {
  const said = [5, 90, 3 * 3600, 2 * 86_400, 70 * 86_400, 800 * 86_400].map((seconds) => ago(before(seconds), NOW, "en"));
  assert.deepEqual(said, ["5 seconds ago", "1 minute ago", "3 hours ago", "2 days ago", "2 months ago", "2 years ago"]);
  assert.equal(elapsed(before(125), NOW, "es"), "2 minutos");
});

test("a clock that is behind the server's puts nothing into the future", () => {
  assert.equal(elapsed(before(-30), NOW, "en"), "0 seconds");
});

test("questions come ever less often, but never less than every ten seconds", () => {
  const pauses = Array.from({ length: 40 }, (_, asked) => pause(asked));
  assert.ok(pauses.every((each, index) => index === 0 || each >= (pauses[index - 1] ?? 0)));
  assert.equal(pauses[0], 500);
  assert.equal(pauses.at(-1), 10_000);
});

test("blocks of a bar lie beside one another around the line", () => {
  const parts = [
    { percent: 20, side: -1 as const },
    { percent: 40, side: 0 as const },
    { percent: 0, side: 1 as const },
    { percent: 40, side: 1 as const },
  ];
  assert.deepEqual(placed(parts).map(({ start }) => start), [-40, -20, 20]);
  assert.deepEqual(reachOf(parts), { left: 40, right: 60 });
  assert.deepEqual(commonReach([parts, [{ percent: 90, side: -1 }]]), { left: 90, right: 60 });
});

test("what a file holds is said in a few words", () => {
  assert.equal(holdsText(["155 results"], 22_050, "csv", en, "en"), "155 results, 0.1 MB, CSV");
  assert.equal(megabytes(12_345_678, "en"), "12");
  assert.equal(typeNames(["iab", "sum"], en), "Summative, IAB");
});

test("only what has results in the year can be printed", () => {
  const result = (year: number, type: string, subject: string, grade: string) => ({
    school_year: year,
    type: { code: type, name: type },
    subject: { code: subject, name: subject },
    grade,
  });
  const results = [result(2026, "iab", "Math", "05"), result(2026, "sum", "ELA", "04"), result(2025, "ica", "Old", "03")];
  const found = printableOf([2026, 2025], 2026, results);
  assert.deepEqual(found.types, ["sum", "iab"]);
  assert.deepEqual(found.subjects.map(({ code }) => code), ["ELA", "Math"]);
  assert.deepEqual(found.grades, ["04", "05"]);
});

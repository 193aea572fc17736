import assert from "node:assert/strict";
import { test } from "node:test";
import { formatSort, parseSort, pressed, sortRows } from "../src/format/sort.ts";

interface Row {
  name: string;
  score: number | null;
}

const rows: Row[] = [
  { name: "Zoë", score: 3 },
  { name: "ana", score: null },
  { name: "Álvaro", score: 10 },
  { name: "Bo", score: 3 },
];

const names = (sorted: Row[]) => sorted.map((row) => row.name);

test("names sort as people expect, whatever their case and accents", () => {
  assert.deepEqual(names(sortRows(rows, (row) => row.name, "up", "en")), ["Álvaro", "ana", "Bo", "Zoë"]);
});

test("numbers sort as numbers", () => {
  assert.deepEqual(names(sortRows(rows, (row) => row.score, "up", "en")), ["Zoë", "Bo", "Álvaro", "ana"]);
});

test("rows without a value come last in both directions", () => {
  assert.equal(names(sortRows(rows, (row) => row.score, "up", "en")).at(-1), "ana");
  assert.equal(names(sortRows(rows, (row) => row.score, "down", "en")).at(-1), "ana");
});

test("equal rows keep their order, and the list given is left alone", () => {
  const before = names(rows);
  assert.deepEqual(names(sortRows(rows, (row) => row.score, "down", "en")), ["Álvaro", "Zoë", "Bo", "ana"]);
  assert.deepEqual(names(rows), before);
});

test("a sort survives the address", () => {
  for (const address of ["score", "-score"]) {
    assert.equal(formatSort(parseSort(address, ["name", "score"], "name")), address);
  }
});

test("an unknown column in the address falls back to the usual one, ascending", () => {
  const usual = { key: "name", direction: "up" };
  assert.deepEqual(parseSort("-password", ["name", "score"], "name"), usual);
  assert.deepEqual(parseSort(null, ["name", "score"], "name"), usual);
  assert.deepEqual(parseSort("-", ["name", "score"], "name"), usual);
});

test("pressing a heading sorts by it, pressing it again turns it round", () => {
  const first = pressed({ key: "name", direction: "up" }, "score");
  assert.deepEqual(first, { key: "score", direction: "up" });
  assert.deepEqual(pressed(first, "score"), { key: "score", direction: "down" });
});

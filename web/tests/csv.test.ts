import assert from "node:assert/strict";
import { test } from "node:test";
import { fileName, toCsv } from "../src/csv/csv.ts";

const BOM = "\uFEFF";

test("a file begins with a byte order mark and its lines end with CRLF", () => {
  assert.equal(toCsv([["a", "b"], [1, 2]]), `${BOM}a,b\r\n1,2\r\n`);
});

test("no cell can run as a formula", () => {
  const risky = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"];
  for (const text of risky) {
    const [first] = toCsv([[text]]).slice(1).replace(/^"/, "");
    assert.equal(first, "'", JSON.stringify(text));
  }
});

test("numbers stay numbers, below zero too", () => {
  assert.equal(toCsv([[-3, 2501.5, true]]), `${BOM}-3,2501.5,true\r\n`);
});

test("commas, quotes and line breaks are quoted", () => {
  assert.equal(toCsv([['Ann "Bo", Jr.', "two\nlines"]]), `${BOM}"Ann ""Bo"", Jr.","two\nlines"\r\n`);
});

test("what is not known is an empty cell", () => {
  assert.equal(toCsv([[null, undefined, ""]]), `${BOM},,\r\n`);
});

test("file names are plain", () => {
  assert.equal(fileName(["Peña Elementary", "Grade 5 ELA/Literacy", 2026], "csv"), "pena-elementary-grade-5-ela-literacy-2026.csv");
  assert.equal(fileName(["..", "//"], "csv"), "results.csv");
});

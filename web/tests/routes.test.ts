import assert from "node:assert/strict";
import { test } from "node:test";
import { href, match, withQuery } from "../src/router/routes.ts";

test("an assessment's natural id survives the address, whatever is in it", () => {
  for (const assessmentId of ["(CERS)ELA-G5 (2026)", "a/b?c#d%e&f", "ünï.cödé"]) {
    const address = href("results", { schoolId: "01 00/1", assessmentId });
    assert.deepEqual(match(address), { name: "results", params: { schoolId: "01 00/1", assessmentId } });
  }
});

test("each address belongs to one route", () => {
  assert.equal(match("/")?.name, "home");
  assert.equal(match("/schools/1")?.name, "school");
  assert.equal(match("/schools/1/assessments/2")?.name, "results");
  assert.equal(match("/schools/1/")?.name, "school");
});

test("what is no address of ours matches nothing", () => {
  for (const path of ["/schools", "/schools/1/assessments", "/schools/1/assessments/2/3", "/schools/%E0%A4%A", "/x"]) {
    assert.equal(match(path), null, path);
  }
});

test("empty parts of a query are left out", () => {
  assert.equal(withQuery("/", { a: "", b: null, c: undefined }), "/");
  assert.equal(withQuery("/x", { year: 2026, subject: "ELA & more" }), "/x?year=2026&subject=ELA+%26+more");
});

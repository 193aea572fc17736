import assert from "node:assert/strict";
import { test } from "node:test";
import { filtersIn, resultsHref, resultsKeyIn } from "../src/router/population.ts";
import { href, match, patterns, withQuery } from "../src/router/routes.ts";

test("an assessment's natural id survives the address, whatever is in it", () => {
  for (const assessmentId of ["(CERS)ELA-G5 (2026)", "a/b?c#d%e&f", "ünï.cödé"]) {
    const address = href("schoolResults", { schoolId: "01 00/1", assessmentId });
    assert.deepEqual(match(address), { name: "schoolResults", params: { schoolId: "01 00/1", assessmentId } });
  }
});

test("each address belongs to one route", () => {
  assert.equal(match("/")?.name, "home");
  assert.equal(match("/schools/1")?.name, "school");
  assert.equal(match("/schools/1/assessments/2")?.name, "schoolResults");
  assert.equal(match("/schools/1/")?.name, "school");
});

test("what is no address of ours matches nothing", () => {
  for (const path of ["/schools", "/schools/1/assessments", "/schools/1/assessments/2/3/4", "/schools/%E0%A4%A", "/x"]) {
    assert.equal(match(path), null, path);
  }
});

test("empty parts of a query are left out", () => {
  assert.equal(withQuery("/", { a: "", b: null, c: undefined }), "/");
  assert.equal(withQuery("/x", { year: 2026, subject: "ELA & more" }), "/x?year=2026&subject=ELA+%26+more");
});

test("no route hides another", () => {
  for (const [name, pattern] of Object.entries(patterns)) {
    const path = pattern.replaceAll(/:\w+/g, "x1");
    assert.equal(match(path)?.name, name, path);
  }
});

test("the address of a report gives back the report", () => {
  for (const kind of ["school", "group"] as const) {
    const key = {
      population: { kind, id: "g 1" },
      assessmentId: "(CERS)ELA",
      year: 2026,
      filters: { gender: "Female", ethnicities: "Asian,White" },
    };
    const address = new URL(resultsHref(key, "items"), "https://cers.example");
    assert.deepEqual(resultsKeyIn(key.population, key.assessmentId, address.searchParams), key);
  }
});

test("only the service's own filters are taken from an address", () => {
  assert.deepEqual(filtersIn(new URLSearchParams("gender=Female&name=Ana&year=2026&iep=")), { gender: "Female" });
});

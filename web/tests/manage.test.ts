import assert from "node:assert/strict";
import { test } from "node:test";
import type { AvailabilityRow } from "../src/api/availability.ts";
import { ApiError } from "../src/api/errors.ts";
import { batches, filterIn, movable, targetsOf } from "../src/pages/availability/filter.ts";
import { urlFault } from "../src/pages/links/check.ts";
import { aboutText, type Deed, deedOf, deedText, schoolsText } from "../src/pages/staff/deeds.ts";
import { grantBody, grantErrors, grantRefusal } from "../src/pages/staff/grantDraft.ts";
import { dayFault, lastDays, searchBody } from "../src/pages/staff/logSearch.ts";
import { en as log } from "../src/pages/staff/logWords.en.ts";
import { es as registro } from "../src/pages/staff/logWords.es.ts";
import { en as staff } from "../src/pages/staff/words.en.ts";

const row = (status: AvailabilityRow["status"], may: AvailabilityRow["status"][], subject = "ELA"): AvailabilityRow => ({
  school_year: 2026,
  district: { id: "1", name: "One" },
  subject,
  kind: "individual",
  results: 3,
  status,
  changed_at: null,
  may_become: may,
});

test("rows move only where their reader may move them, in requests that are not too long", () => {
  const rows = [row("reviewing", ["released"]), row("loading", [])];
  assert.deepEqual(targetsOf(rows), ["released"]);
  assert.equal(movable(rows, "released").length, 1);
  const lots = Array.from({ length: 1001 }, (_, at) => row("reviewing", ["released"], `S${at}`));
  assert.deepEqual(batches(lots, "released").map((each) => each.length), [500, 500, 1]);
  assert.deepEqual(batches([], "released"), []);
});

test("what an address cannot mean narrows nothing", () => {
  const query = new URLSearchParams("year=2026&kind=both&status=released&subject=ELA&district=*");
  assert.deepEqual(filterIn(query), { school_year: 2026, status: "released", subject: "ELA", district_id: "*" });
  assert.deepEqual(filterIn(new URLSearchParams("year=next&status=lost")), {});
});

test("only whole https addresses without user names will do", () => {
  for (const good of ["https://a.example", " HTTPS://a.example/b?c=d#e ", "https://a.example/@someone", "https://a.example/%C3%B1"]) {
    assert.equal(urlFault(good), null, good);
  }
  for (const bad of ["", "a.example", "javascript:alert(1)", "https://", "https://[", "//a.example"]) assert.equal(urlFault(bad), "url", bad);
  assert.equal(urlFault("http://a.example"), "https");
  assert.equal(urlFault("https://me@a.example"), "user");
  assert.equal(urlFault("https://a.example/two words"), "characters");
});

const deed = (part: Partial<Deed>): Deed => ({
  action: "view",
  route: "/v1/schools/{school_id}/assessments/{assessment_id}/students",
  detail: null,
  schools: [],
  assessment: null,
  assessment_id: null,
  school_year: null,
  ...part,
});

test("what was done is told alike of schools and groups, and apart where one address does several things", () => {
  assert.equal(deedOf(deed({})), "view students");
  assert.equal(deedOf(deed({ route: "/v1/groups/{group_id}/assessments/{assessment_id}/students" })), "view students");
  assert.equal(deedOf(deed({ route: "/v1/schools/{school_id}/dashboard" })), "view dashboard");
  assert.equal(deedOf(deed({ route: "/v1/groups/{group_id}" })), "view group");
  assert.equal(deedOf(deed({ action: "change", route: "/v1/groups/{group_id}", detail: "delete an assigned group of 3" })), "change groups delete");
  assert.equal(deedText(deed({ action: "change", route: "/v1/availability", detail: "availability of 2 slices" }), log), log.deeds["change availability"]);
});

test("a deed without words falls back to what was recorded, and a refusal says what was tried", () => {
  assert.equal(deedText(deed({ route: "/v1/things/{id}/odd-ends" }), log), "Looked at: things odd ends");
  assert.equal(deedText(deed({ action: "export", route: "/v1/things", detail: "wrote things" }), log), "Took away: wrote things");
  assert.match(deedText(deed({ action: "refused" }), log), /^Was refused.*students’ results/);
});

test("both languages have words for the same deeds", () => {
  assert.deepEqual(Object.keys(registro.deeds), Object.keys(log.deeds));
});

test("what it was about is named as far as it is known", () => {
  assert.equal(aboutText(deed({ route: "/v1/groups/{group_id}/dashboard", assessment: "Grade 5 Math", assessment_id: "x", school_year: 2026 }), log), "Grade 5 Math · school year 2025–26 · in a group");
  assert.equal(aboutText(deed({ assessment_id: "x" }), log), "x");
  const schools = ["A", "B", "C", "D", "E"].map((name) => ({ id: name, name }));
  assert.equal(schoolsText(schools, log), "A, B, C and 2 more");
});

test("days of the log begin and end where a search can", () => {
  assert.deepEqual(lastDays(new Date("2026-03-02T23:30:00Z")), { from: "2026-02-24", to: "2026-03-02" });
  assert.equal(dayFault("2026-01-01", "2026-04-02"), null);
  assert.equal(dayFault("2026-01-01", "2026-04-03"), "long");
  assert.equal(dayFault("2026-01-02", "2026-01-01"), "order");
  assert.equal(dayFault("", "2026-01-01"), "missing");
});

test("who is looked for comes from the note, never from the address", () => {
  const days = { from: "2026-01-01", to: "2026-01-02" };
  const body = searchBody(new URLSearchParams("school=S1&student=9&user=x"), { student: "1", user: "t" }, days);
  assert.deepEqual(body, { ...days, school_id: "S1", student_id: "1", username: "t", limit: 100 });
});

const person = { first_name: " Ana ", last_name: "Paz", username: "ana.paz", email: "ana@d.example", role: "EDUCATOR_ROSTER", school_id: "S1", agreed: true };

test("a grant needs everything, and the agreement too", () => {
  assert.deepEqual(grantErrors(person, staff.form), {});
  const empty = { first_name: "", last_name: " ", username: "a b", email: "ana", role: "", school_id: "", agreed: false };
  assert.deepEqual(Object.keys(grantErrors(empty, staff.form)), Object.keys(empty));
  const sent = grantBody(person, "2026-1");
  assert.deepEqual([sent.first_name, sent.acknowledged, sent.acknowledgement_version], ["Ana", true, "2026-1"]);
});

test("what the service refuses stands at the field it is about", () => {
  const refused = (kind: "failed" | "invalid" | "forbidden", code: string, message: string) => grantRefusal(new ApiError(kind, code, message), staff.form);
  assert.deepEqual(refused("failed", "conflict", "username: somebody has another address"), { username: staff.form.otherAddress });
  assert.deepEqual(refused("failed", "conflict", "email: refused"), { email: staff.form.addressRefused });
  assert.deepEqual(refused("failed", "conflict", "the acknowledgement has changed"), { agreed: staff.form.textChanged });
  assert.deepEqual(refused("forbidden", "not-permitted", "nobody"), { other: staff.form.self });
  assert.deepEqual(refused("failed", "internal", ""), { other: staff.form.failed });
});

import assert from "node:assert/strict";
import test from "node:test";
import type { Delivery, DeliveryFeed, DeliveryOptions } from "../src/api/deliveries.ts";
import { filterAt, isNarrowed } from "../src/pages/deliveries/filter.ts";
import { faultOf, mayPack, mostBytes, sizeText } from "../src/pages/deliveries/names.ts";
import { meaningOf, STATUSES, statusesIn, stepsOf } from "../src/pages/deliveries/status.ts";

const MIB = 1024 ** 2;
const exams: DeliveryFeed = {
  feed: "exams",
  granted: true,
  endings: [".xml"],
  packed_endings: [".gz", ".zip"],
  most_bytes: 16 * MIB,
  most_packed_bytes: 4096 * MIB,
};

test("an ordinary file is sent", () => {
  assert.equal(faultOf("spring run (May).xml", 1, exams), null);
  assert.equal(faultOf("CALIFICACIÓN.ZIP", 17 * MIB, exams), null);
  assert.equal(faultOf("a.xml", 16 * MIB, exams), null);
});

// The same names as in tests/unit/model/test_upload.py: what the API refuses is not sent at all.
const refused: readonly [string, string][] = [
  ["a ", "name-blank"], [" a.xml", "name-blank"], ["..", "name-dot"], [".hidden", "name-dot"],
  ["a/b.xml", "name-characters"], ["../x", "name-characters"], ["a\\b", "name-characters"], ["a\nb", "name-characters"],
  ["a\u0000", "name-characters"], ["a\u2028b", "name-characters"], ["${filename}", "name-characters"],
  ["price$.csv", "name-characters"], ["x".repeat(201), "name-long"], ["é".repeat(101), "name-long"],
];
for (const [name, fault] of refused) {
  test(`a file called ${JSON.stringify(name.slice(0, 20))} is not sent`, () => assert.equal(faultOf(name, 1, exams), fault));
}

test("a file that is empty, too large or of another kind is not sent", () => {
  assert.equal(faultOf("a.xml", 0, exams), "empty");
  assert.equal(faultOf("a.xml", 16 * MIB + 1, exams), "too-large");
  assert.equal(faultOf("a.zip", 4096 * MIB + 1, exams), "too-large");
  assert.equal(faultOf("a.docx", 1, exams), "ending");
});

test("a large file may be packed, and a packed one not once more", () => {
  assert.equal(mostBytes("a.zip", exams), 4096 * MIB);
  assert.equal(mayPack("a.xml", exams), true);
  assert.equal(mayPack("a.zip", exams), false);
});

test("sizes are said as people say them", () => {
  assert.equal(sizeText(1, "en"), "1 byte");
  assert.equal(sizeText(89, "en"), "89 bytes");
  assert.equal(sizeText(1536, "en"), "1.5 kB");
  assert.equal(sizeText(16 * MIB, "en"), "16 MB");
  assert.equal(sizeText(5120 * MIB, "en"), "5 GB");
});

const told = (status: Delivery["status"], waiting = 0) => ({
  status,
  landed_at: "2026-05-01T12:00:00Z",
  updated_at: "2026-05-01T12:05:00Z",
  progress: 0.25,
  counts: { records: 4, accepted: 4 - waiting, rejected: 0, waiting, skipped: 0 },
});
const way = (status: Delivery["status"], waiting = 0) => stepsOf(told(status, waiting)).map(({ key, state }) => `${key} ${state}`);

test("every status has a way that begins with the landing", () => {
  for (const status of STATUSES) assert.equal(way(status)[0], "landed done");
  assert.deepEqual(way("processing"), ["landed done", "checked now", "published later"]);
  assert.deepEqual(way("accepted"), ["landed done", "checked done", "published now"]);
  assert.deepEqual(way("published"), ["landed done", "checked done", "published done"]);
  assert.deepEqual(way("duplicate"), ["landed done", "checked done", "published done"]);
  assert.deepEqual(way("quarantined", 4), ["landed done", "checked done", "waiting now", "published later"]);
  assert.deepEqual(way("rejected"), ["landed done", "checked stopped", "published later"]);
  assert.deepEqual(way("failed"), ["landed done", "checked stopped", "published later"]);
});

test("what waits in a published file is told", () => {
  assert.deepEqual(way("published", 1), ["landed done", "checked done", "waiting now", "published done"]);
});

test("the last moment that is known stands at the last step that was reached", () => {
  const times = (status: Delivery["status"]) => stepsOf(told(status)).map(({ at }) => at?.slice(11, 16) ?? "");
  assert.deepEqual(times("published"), ["12:00", "", "12:05"]);
  assert.deepEqual(times("accepted"), ["12:00", "12:05", ""]);
  assert.deepEqual(times("rejected"), ["12:00", "12:05", ""]);
});

test("a code means what its feed says, or what every feed says", () => {
  const meanings = { all: { a: "any" }, exams: { a: "exam", b: "exam" }, groups: { b: "group" } };
  assert.equal(meaningOf(meanings, "groups", "b"), "group");
  assert.equal(meaningOf(meanings, "groups", "a"), "any");
  assert.equal(meaningOf(meanings, "results", "b"), "exam");
  assert.equal(meaningOf(meanings, "results", "c"), "");
});

const options = { vendor: null, feeds: [exams], vendors: ["ets"] } as unknown as DeliveryOptions;
const at = (query: string, note: Record<string, string> = {}) => filterAt({ query: new URLSearchParams(query), note }, options);

test("the address narrows the list, and what it cannot mean is left out", () => {
  const filter = at("vendor=ets&feed=exams&status=failed,lost,rejected&since=2026-05-01", { file: " spring " });
  assert.deepEqual(filter, { vendor: "ets", feed: "exams", statuses: ["rejected", "failed"], since: "2026-05-01", name: "spring" });
  assert.deepEqual(at("feed=letters&since=yesterday&status="), { vendor: "", feed: "", statuses: [], since: "", name: "" });
  assert.equal(isNarrowed(at("")), false);
  assert.equal(isNarrowed(at("", { file: "x" })), true);
  assert.deepEqual(statusesIn(STATUSES.join(",")), STATUSES);
});

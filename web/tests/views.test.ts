import assert from "node:assert/strict";
import { test } from "node:test";
import type { ItemOptions, ItemPoints, StudentAnswer } from "../src/api/items.ts";
import { choosers, extremes, fullShare, itemNumber, mostChosenWrong, pointValues } from "../src/pages/views/item.ts";

const item = (position: number, full: number | null, scored = 20) =>
  ({ key: `k-${position}`, position, scored, full_credit: full === null ? null : { count: full, percent: 0 } }) as ItemPoints;

const positions = (items: readonly ItemPoints[]) => items.map((each) => each.position);

test("the hardest items come from the hardest on, the easiest from the easiest on, and none is both", () => {
  const items = [item(1, 12), item(2, 3), item(3, 18), item(4, 7), item(5, 15), item(6, 1), item(7, 9)];
  const { hardest, easiest } = extremes(items, 3);
  assert.deepEqual(positions(hardest), [6, 2, 4]);
  assert.deepEqual(positions(easiest), [3, 5, 1]);
  const all = extremes(items);
  assert.equal(all.hardest.length, 3, "of seven items at most three are hardest");
  assert.ok(all.hardest.every((each) => !all.easiest.includes(each)));
});

test("items that nobody's answer was scored on are neither hard nor easy", () => {
  const items = [1, 2, 3, 4, 5, 6].map((each) => item(each, each));
  const { hardest, easiest } = extremes([...items, item(7, null), item(8, 0, 0)]);
  assert.deepEqual([...positions(hardest), ...positions(easiest)].sort(), [1, 2, 3, 4, 5, 6]);
  assert.equal(fullShare(item(8, 0, 0)), null);
  assert.equal(fullShare(item(1, 5)), 0.25);
});

test("of a few items nothing is said to be hardest", () => {
  assert.deepEqual(extremes([item(1, 3), item(2, 9), item(3, 1)]), { hardest: [], easiest: [] });
});

test("items that are all as hard are not called hard or easy, nor are those few have answered", () => {
  assert.deepEqual(extremes([1, 2, 3, 4, 5, 6, 7].map((each) => item(each, 10))), { hardest: [], easiest: [] });
  assert.deepEqual(extremes([1, 2, 3, 4, 5, 6, 7].map((each) => item(each, each % 2, 1))), { hardest: [], easiest: [] });
  const { hardest, easiest } = extremes([1, 2, 3, 4, 5, 6, 7, 8].map((each) => item(each, each === 8 ? 9 : 2)), 3);
  assert.equal(hardest.length, 3);
  assert.deepEqual(positions(easiest), [8], "none of those as hard as the hardest");
});

test("an item without a place in the test goes by its key", () => {
  assert.equal(itemNumber({ key: "200-1", position: 3 }), "3");
  assert.equal(itemNumber({ key: "200-1", position: null }), "200-1");
});

test("columns of points are every number of points there is, once and ascending", () => {
  const points = (...values: number[]) => ({ points: values.map((each) => ({ points: each, count: 1, percent: 1 })) });
  assert.deepEqual(pointValues([points(0, 1), points(0, 1, 2), points(0.5)]), [0, 0.5, 1, 2]);
});

const options = (...each: [string, number, boolean?][]) =>
  ({ options: each.map(([option, count, correct = false]) => ({ option, count, correct, percent: 0 })) }) as ItemOptions;

test("the wrong option chosen most is flagged, several where they are even, and never the key", () => {
  assert.deepEqual(mostChosenWrong(options(["A", 9, true], ["B", 4], ["C", 5])), ["C"]);
  assert.deepEqual(mostChosenWrong(options(["A", 1, true], ["B", 4], ["C", 4])), ["B", "C"]);
  assert.deepEqual(mostChosenWrong(options(["A", 9, true], ["B", 0])), []);
});

test("who chose an option are those with a scored answer that holds it", () => {
  const answer = (id: string, chosen: string[] | null, points: number | null = 0) =>
    ({ opportunity_id: id, options: chosen, points }) as StudentAnswer;
  const all = [answer("1", ["A"]), answer("2", ["A", "C"]), answer("3", ["B"]), answer("4", null), answer("5", ["A"], null)];
  assert.deepEqual(choosers(all, "A").map((each) => each.opportunity_id), ["1", "2"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bandBoxes, domainOf, frameOf, labelEvery, labelsOf, spotsOf, stepWidth, ticksOf, toggled, type TrendBands, type TrendSeries,
  type TrendStep, xOf, yOf,
} from "../src/components/trend.ts";

const steps: TrendStep[] = [2024, 2025, 2026].map((year) => ({ key: String(year), label: `${year - 1}–${year % 100}` }));
const level = (number: number, low: number | null, high: number | null) => ({
  level: number, name: `Level ${number}`, color: `level-${number}`, low, high,
});
const bands: TrendBands[] = [
  { step: "2024", levels: [level(1, 2114, 2366), level(2, 2367, 2431), level(3, 2432, 2623)] },
  { step: "2026", levels: [level(1, 2131, 2415), level(2, 2416, 2472), level(3, 2473, 2663)] },
];
const series: TrendSeries[] = [
  { key: "a", name: "A", points: [{ step: "2024", value: 2400, error: 30 }, { step: "2026", value: 2450, error: 20 }] },
  { key: "b", name: "B", points: [{ step: "2024", value: null }, { step: "2025", value: 2300 }] },
];
const frame = frameOf(640, false);
const domain = domainOf(series, bands)!;
const write = (value: number) => String(Math.round(value));

test("the scale holds every value with its error and every cut", () => {
  assert.ok(domain.min < 2300 && domain.max > 2473);
  assert.ok(domain.min > 2131, "the lowest score there can be would only squeeze the picture");
  assert.equal(domainOf([{ key: "x", name: "x", points: [{ step: "2024", value: null }] }], bands), null);
  const one = domainOf([{ key: "x", name: "x", points: [{ step: "2024", value: 0 }] }], []);
  assert.ok(one && one.max > one.min, "a single value has a scale too");
});

test("ticks are round numbers within the scale", () => {
  const ticks = ticksOf({ min: 2287, max: 2493 }, 5);
  assert.deepEqual(ticks, [2300, 2350, 2400, 2450]);
  assert.deepEqual(ticksOf({ min: 0, max: 100 }, 5), [0, 20, 40, 60, 80, 100]);
});

test("steps share the width evenly and values stand higher the greater they are", () => {
  const places = steps.map((_, index) => xOf(index, steps.length, frame));
  assert.ok(Math.abs(places[1]! - places[0]! - (places[2]! - places[1]!)) < 1e-6);
  assert.ok(places[0]! > frame.left && places[2]! < frame.width - frame.right);
  assert.equal(yOf(domain.min, domain, frame), frame.height - frame.bottom);
  assert.equal(yOf(domain.max, domain, frame), frame.top);
  assert.equal(yOf(domain.max + 500, domain, frame), frame.top, "what lies beyond stays within the plot");
});

test("a point without a value is not drawn, and an error bar reaches an error to each side", () => {
  const [first, second] = spotsOf(series, steps, domain, frame);
  assert.deepEqual(first!.map(({ step, value }) => [step, value]), [[0, 2400], [2, 2450]]);
  assert.deepEqual(second!.map(({ step, bar }) => [step, bar]), [[1, null]]);
  const { bar } = first![0]!;
  assert.equal(bar!.top, yOf(2430, domain, frame));
  assert.equal(bar!.bottom, yOf(2370, domain, frame));
});

test("the bands of a step lie on one another without a gap and fill the plot", () => {
  const boxes = bandBoxes(bands, steps, domain, frame);
  assert.equal(boxes.length, 6);
  for (const first of [0, 3]) {
    const own = boxes.slice(first, first + 3);
    const height = own.reduce((sum, each) => sum + each.height, 0);
    assert.ok(Math.abs(height - (frame.height - frame.top - frame.bottom)) < 1e-6);
    assert.ok(Math.abs(own[0]!.y - (own[1]!.y + own[1]!.height)) < 1e-6);
    assert.ok(own.every(({ width }) => width === stepWidth(steps.length, frame)));
  }
  assert.equal(boxes[1]!.y + boxes[1]!.height, yOf(2367, domain, frame), "a level begins at its lowest score");
  assert.notEqual(boxes[0]!.x, boxes[3]!.x);
});

test("values printed beside their points cover neither points nor one another", () => {
  const crowd: TrendSeries[] = Array.from({ length: 8 }, (_, index) => ({
    key: String(index), name: String(index), points: [{ step: "2025", value: 2400 + index * 3 }],
  }));
  const scale = domainOf(crowd, bands)!;
  const spots = spotsOf(crowd, steps, scale, frame).flat();
  const labels = labelsOf(spots, write, frame);
  assert.ok(labels.length > 0 && labels.length < spots.length, "what does not fit is left out");
  for (const { box, spot } of labels) {
    assert.ok(box.x >= 0 && box.x + box.width <= frame.width && box.y >= 0);
    const others = labels.filter((each) => each.spot !== spot);
    assert.ok(others.every((each) => apart(box, each.box)));
    const points = spots.filter((each) => each !== spot);
    assert.ok(points.every(({ x, y }) => x < box.x || x > box.x + box.width || y < box.y || y > box.y + box.height));
  }
});

function apart(one: { x: number; y: number; width: number; height: number }, two: typeof one): boolean {
  const beside = one.x + one.width <= two.x || two.x + two.width <= one.x;
  return beside || one.y + one.height <= two.y || two.y + two.height <= one.y;
}

test("in a narrow picture only every second or third step bears its label", () => {
  assert.equal(labelEvery(steps, frameOf(640, false)), 1);
  const many = Array.from({ length: 9 }, (_, index) => ({ key: String(index), label: `${2010 + index}–${11 + index}` }));
  const every = labelEvery(many, frameOf(300, false));
  assert.ok(every >= 2 && every <= 4);
});

test("switching a line off and on again keeps the order of the lines", () => {
  assert.deepEqual(toggled(series, ["a", "b"], "a"), ["b"]);
  assert.deepEqual(toggled(series, ["b"], "a"), ["a", "b"]);
});

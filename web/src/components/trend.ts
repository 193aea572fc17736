import type { Range } from "../format/levels.ts";

/** A place on the horizontal axis, such as a school year. */
export interface TrendStep {
  key: string;
  label: string;
  /** A second line below the label, such as the grade. */
  detail?: string;
}

/** A value at a step; `error` is its standard error, `n` how many results it is made of. */
export interface TrendPoint {
  step: string;
  value: number | null;
  error?: number | null;
  n?: number;
}

export interface TrendSeries {
  key: string;
  name: string;
  /** The name is delivered text, not ours. */
  delivered?: boolean;
  points: readonly TrendPoint[];
}

/** A level and the scores it reaches over; null where it has no end. */
export interface TrendLevel {
  level: number;
  name: string;
  short_name?: string;
  color: string;
  translations?: Record<string, { name: string; short_name: string }>;
  low: number | null;
  high: number | null;
}

/** The levels as they are at one step: cuts rise with the grade, names change with the year. */
export interface TrendBands {
  step: string;
  levels: readonly TrendLevel[];
}

/** The picture's size and the room around the plot, in CSS pixels. */
export interface Frame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A point where it is drawn. */
export interface Spot {
  series: number;
  step: number;
  x: number;
  y: number;
  /** Ends of its error bar, upper first; null without an error. */
  bar: { top: number; bottom: number } | null;
  value: number;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A band of a level over one step. */
export interface BandBox extends Box {
  level: TrendLevel;
}

/** Half of what a marker takes up, with the air around it. */
const MARK = 7;
const LABEL_HEIGHT = 15;
const CHARACTER = 7.4;

/** The frame of a picture of this width; two lines of step labels need more room below. */
export function frameOf(width: number, detailed: boolean): Frame {
  const height = width < 480 ? 250 : 290;
  return { width, height, left: 46, right: 10, top: 12, bottom: detailed ? 44 : 28 };
}

/** The scale of the picture: all values with their errors and every cut, with some air. */
export function domainOf(series: readonly TrendSeries[], bands: readonly TrendBands[]): Range | null {
  const points = series.flatMap((each) => each.points);
  const values = points.flatMap(({ value, error }) => (value === null ? [] : [value - (error ?? 0), value + (error ?? 0)]));
  if (values.length === 0) return null;
  const cuts = bands.flatMap(({ levels }) => levels.slice(1).flatMap(({ low }) => (low === null ? [] : [low])));
  const min = Math.min(...values, ...cuts);
  const max = Math.max(...values, ...cuts);
  const air = max > min ? (max - min) * 0.08 : Math.max(Math.abs(max) * 0.05, 1);
  return { min: min - air, max: max + air };
}

/** Round numbers within a scale, about as many as wished. */
export function ticksOf({ min, max }: Range, wished: number): number[] {
  const rough = (max - min) / wished;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? power;
  const first = Math.ceil(min / step);
  const count = Math.floor(max / step) - first + 1;
  return Array.from({ length: Math.max(count, 0) }, (_, index) => (first + index) * step);
}

/** The width each step has. */
export function stepWidth(steps: number, { width, left, right }: Frame): number {
  return (width - left - right) / Math.max(steps, 1);
}

/** Where a step stands: in the middle of its width. */
export function xOf(step: number, steps: number, frame: Frame): number {
  return frame.left + (step + 0.5) * stepWidth(steps, frame);
}

/** How far down a value stands, kept within the plot. */
export function yOf(value: number, { min, max }: Range, { height, top, bottom }: Frame): number {
  const share = Math.min(1, Math.max(0, (value - min) / (max - min)));
  return top + (1 - share) * (height - top - bottom);
}

/** Where the points of the series are drawn, series by series. */
export function spotsOf(series: readonly TrendSeries[], steps: readonly TrendStep[], domain: Range, frame: Frame): Spot[][] {
  return series.map((each, index) =>
    steps.flatMap((step, place) => {
      const point = each.points.find((candidate) => candidate.step === step.key);
      if (!point || point.value === null) return [];
      const { value, error } = point;
      const at = (score: number) => yOf(score, domain, frame);
      const bar = error ? { top: at(value + error), bottom: at(value - error) } : null;
      return [{ series: index, step: place, x: xOf(place, steps.length, frame), y: at(value), bar, value }];
    }),
  );
}

/**
 * The bands of the levels, each over its step. A level begins at its lowest score and ends where the
 * next begins; the outermost reach to the edge of the picture.
 */
export function bandBoxes(bands: readonly TrendBands[], steps: readonly TrendStep[], domain: Range, frame: Frame): BandBox[] {
  const width = stepWidth(steps.length, frame);
  return bands.flatMap(({ step, levels }) => {
    const place = steps.findIndex(({ key }) => key === step);
    if (place < 0) return [];
    return levels.flatMap((level, index) => {
      const low = index === 0 ? domain.min : (level.low ?? domain.min);
      const high = levels[index + 1]?.low ?? (index === levels.length - 1 ? domain.max : level.high) ?? domain.max;
      const y = yOf(high, domain, frame);
      const height = yOf(low, domain, frame) - y;
      return height > 0 ? [{ level, x: frame.left + place * width, y, width, height }] : [];
    });
  });
}

/** A value's label: where its text is anchored in the middle, and the room it takes. */
export interface Label {
  spot: Spot;
  text: string;
  box: Box;
}

/** The values that can be printed beside their points without covering a point or one another. */
export function labelsOf(spots: readonly Spot[], write: (value: number) => string, frame: Frame): Label[] {
  const marks = spots.map(markBox);
  const placed: Label[] = [];
  for (const spot of spots) {
    const text = write(spot.value);
    const taken = [...marks.filter((_, index) => spots[index] !== spot), ...placed.map(({ box }) => box)];
    const box = places(spot, text).find((each) => within(each, frame) && !taken.some((other) => overlap(each, other)));
    if (box) placed.push({ spot, text, box });
  }
  return placed;
}

/** Every how many-th step can be labelled, so that labels do not run into each other. */
export function labelEvery(steps: readonly TrendStep[], frame: Frame): number {
  const longest = Math.max(0, ...steps.flatMap(({ label, detail }) => [label.length, detail?.length ?? 0]));
  return Math.max(1, Math.ceil((longest * CHARACTER + 4) / stepWidth(steps.length, frame)));
}

/** The keys shown after one was switched on or off. */
export function toggled(series: readonly { key: string }[], show: readonly string[], key: string): string[] {
  const on = new Set(show);
  if (!on.delete(key)) on.add(key);
  return series.map((each) => each.key).filter((each) => on.has(each));
}

function markBox({ x, y }: Spot): Box {
  return { x: x - MARK, y: y - MARK, width: 2 * MARK, height: 2 * MARK };
}

/** Above the point, or below it, or beside it. */
function places({ x, y, bar }: Spot, text: string): Box[] {
  const width = text.length * CHARACTER;
  const box = (left: number, top: number): Box => ({ x: left, y: top, width, height: LABEL_HEIGHT });
  return [
    box(x - width / 2, Math.min(bar?.top ?? y, y - MARK) - LABEL_HEIGHT - 2),
    box(x - width / 2, Math.max(bar?.bottom ?? y, y + MARK) + 2),
    box(x + MARK + 3, y - LABEL_HEIGHT / 2),
    box(x - MARK - 3 - width, y - LABEL_HEIGHT / 2),
  ];
}

function within(box: Box, { width, height, bottom }: Frame): boolean {
  return box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height - bottom;
}

function overlap(one: Box, other: Box): boolean {
  const apart = one.x + one.width <= other.x || other.x + other.width <= one.x;
  return !apart && one.y < other.y + other.height && other.y < one.y + one.height;
}

import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { levelClass, type Range } from "../format/levels.ts";
import {
  bandBoxes, domainOf, type Frame, frameOf, labelEvery, labelsOf, type Spot, spotsOf, stepWidth, ticksOf,
  type TrendBands, type TrendSeries, type TrendStep, xOf, yOf,
} from "./trend.ts";

/** Patterns and shapes by turns, so that lines are told apart without their colours. */
const DASHES = ["", "8 4", "2 4", "12 4 2 4", "16 5", "5 3 1 3"] as const;
const COLORS = 6;

interface Props {
  label: string;
  steps: readonly TrendStep[];
  /** All of them: what is hidden keeps its pattern for when it returns. */
  series: readonly TrendSeries[];
  shown: readonly string[];
  bands: readonly TrendBands[];
  write: (value: number) => string;
}

/** The drawing itself, as wide as there is room; its text never shrinks. */
export function TrendPicture({ label, steps, series, shown, bands, write }: Props): JSX.Element | null {
  const [holder, width] = useWidth();
  const visible = series.map((each) => (shown.includes(each.key) ? each : { ...each, points: [] }));
  const domain = domainOf(visible, bands);
  if (!domain) return null;
  const frame = frameOf(width, steps.some(({ detail }) => detail));
  const spots = spotsOf(visible, steps, domain, frame);
  return (
    <div class="trend-holder" ref={holder}>
      <svg class="trend-picture" viewBox={`0 0 ${frame.width} ${frame.height}`} role="img" aria-label={label}>
        <Bands bands={bands} steps={steps} domain={domain} frame={frame} />
        <Axis domain={domain} frame={frame} write={write} />
        <Steps steps={steps} frame={frame} />
        {spots.map((each, index) => (
          <Line key={series[index]?.key} spots={each} index={index} />
        ))}
        {labelsOf(spots.flat(), write, frame).map(({ spot, text, box }) => (
          <text key={`${spot.series} ${spot.step}`} class="trend-value" x={box.x + box.width / 2} y={box.y + box.height - 3}>
            {text}
          </text>
        ))}
      </svg>
    </div>
  );
}

/** How wide the picture may be, followed as the window changes. */
function useWidth() {
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(640);
  useLayoutEffect(() => {
    const element = holder.current;
    if (!element) return undefined;
    const measure = () => element.clientWidth > 0 && setWidth(Math.max(element.clientWidth, 200));
    const observer = new ResizeObserver(measure);
    measure();
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [holder, width] as const;
}

interface ScaleProps {
  domain: Range;
  frame: Frame;
}

function Bands({ bands, steps, domain, frame }: ScaleProps & { bands: readonly TrendBands[]; steps: readonly TrendStep[] }): JSX.Element {
  return (
    <>
      {bandBoxes(bands, steps, domain, frame).map(({ level, x, y, width, height }) => (
        <g key={`${x} ${level.level}`} class={`trend-band ${levelClass(level.color, level.level)}`}>
          <rect x={x + 1} y={y + 1} width={Math.max(width - 2, 1)} height={Math.max(height - 2, 1)} />
          <line x1={x + 1} x2={x + width - 1} y1={y + height - 1} y2={y + height - 1} />
          {height >= 14 && (
            <text x={x + 7} y={y + height - 5}>
              {level.level}
            </text>
          )}
        </g>
      ))}
    </>
  );
}

function Axis({ domain, frame, write }: ScaleProps & { write: (value: number) => string }): JSX.Element {
  return (
    <>
      {ticksOf(domain, 5).map((tick) => (
        <g key={tick} class="trend-tick">
          <line x1={frame.left} x2={frame.width - frame.right} y1={yOf(tick, domain, frame)} y2={yOf(tick, domain, frame)} />
          <text x={frame.left - 7} y={yOf(tick, domain, frame) + 4}>
            {write(tick)}
          </text>
        </g>
      ))}
    </>
  );
}

/** Labels below the steps, counted from the last: the newest one always has its own. */
function Steps({ steps, frame }: { steps: readonly TrendStep[]; frame: Frame }): JSX.Element {
  const every = labelEvery(steps, frame);
  const low = frame.height - frame.bottom;
  return (
    <>
      {steps.map((step, index) => (
        <g key={step.key} class="trend-step">
          <line x1={xOf(index, steps.length, frame)} x2={xOf(index, steps.length, frame)} y1={low} y2={low + 4} />
          {(steps.length - 1 - index) % every === 0 && (
            <>
              <text x={centre(index, steps, frame)} y={low + 18}>
                {step.label}
              </text>
              {step.detail && (
                <text class="trend-detail" x={centre(index, steps, frame)} y={low + 34}>
                  {step.detail}
                </text>
              )}
            </>
          )}
        </g>
      ))}
    </>
  );
}

/** A label in the middle of its step, moved where a narrow picture would cut it off. */
function centre(index: number, steps: readonly TrendStep[], frame: Frame): number {
  const half = Math.max(stepWidth(steps.length, frame) / 2, 28);
  return Math.min(Math.max(xOf(index, steps.length, frame), half), frame.width - half);
}

function Line({ spots, index }: { spots: readonly Spot[]; index: number }): JSX.Element {
  const path = spots.map(({ x, y }, place) => `${place === 0 ? "M" : "L"}${x} ${y}`).join("");
  return (
    <g class={`trend-line trend-color-${(index % COLORS) + 1}`}>
      <path class="trend-path" d={path} stroke-dasharray={DASHES[index % DASHES.length]} />
      {spots.map(({ step, x, y, bar }) => (
        <g key={step}>
          {bar && <path class="trend-error" d={`M${x} ${bar.top}V${bar.bottom}M${x - 5} ${bar.top}h10M${x - 5} ${bar.bottom}h10`} />}
          <path class="trend-mark" d={markPath(index, x, y)} />
        </g>
      ))}
    </g>
  );
}

/** A piece of a line as it looks in the picture, for the legend and the table. */
export function LineSample({ index }: { index: number }): JSX.Element {
  return (
    <svg class={`trend-sample trend-color-${(index % COLORS) + 1}`} viewBox="0 0 34 16" width="34" height="16" aria-hidden="true" focusable="false">
      <path class="trend-path" d="M1 8H33" stroke-dasharray={DASHES[index % DASHES.length]} />
      <path class="trend-mark" d={markPath(index, 17, 8)} />
    </svg>
  );
}

/** Six shapes; after six lines they are combined with the patterns anew. */
function markPath(index: number, x: number, y: number): string {
  const shapes = [
    `M${x - 5} ${y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0`,
    `M${x - 4.5} ${y - 4.5}h9v9h-9z`,
    `M${x} ${y - 6}l5.5 10h-11z`,
    `M${x} ${y - 6}l6 6l-6 6l-6 -6z`,
    `M${x} ${y + 6}l5.5 -10h-11z`,
    `M${x - 2} ${y - 6}h4v4h4v4h-4v4h-4v-4h-4v-4h4z`,
  ] as const;
  return shapes[(index + Math.floor(index / shapes.length)) % shapes.length] ?? shapes[0];
}

import { Fragment, type JSX } from "preact";
import type { LevelCount } from "../api/types.ts";
import { count, percent } from "../format/format.ts";
import { isCut, levelClass, levelName } from "../format/levels.ts";
import { language, text } from "../i18n/index.ts";

/** Whether figures are shown as shares or as counts. */
export type Show = "percent" | "number";

interface Props {
  levels: readonly LevelCount[];
  show: Show;
  cutoff?: number | null;
  small?: boolean;
}

/** One bar for all results, a block a level; the numbers stand beside it in text as well. */
export function StackedBar({ levels, show, cutoff = null, small = false }: Props): JSX.Element {
  const scored = levels.some((each) => each.count > 0);
  if (!scored) return <p class="quiet">{text.value.charts.noneScored}</p>;
  return (
    <div class={small ? "bar bar-small" : "bar"} role="img" aria-label={describe(levels)}>
      {levels.map((each) => (
        <Fragment key={each.level}>
          {isCut(each.level, cutoff) && <span class="bar-cut" />}
          {each.count > 0 && <Block level={each} show={show} />}
        </Fragment>
      ))}
    </div>
  );
}

function Block({ level, show }: { level: LevelCount; show: Show }): JSX.Element {
  return (
    <span class={`bar-block ${levelClass(level.color, level.level)}`} style={{ flexGrow: String(level.count) }}>
      <span>{figure(level, show)}</span>
    </span>
  );
}

/** A level's figure in the form the user chose. */
export function figure(level: LevelCount, show: Show): string {
  return show === "percent" ? percent(level.percent, language.value) : count(level.count, language.value);
}

function describe(levels: readonly LevelCount[]): string {
  const words = text.value.charts;
  const parts = levels.map((each) =>
    words.barPart(levelName(each, language.value), percent(each.percent, language.value), count(each.count, language.value)),
  );
  return words.barLabel(parts.join(", "));
}

import type { JSX } from "preact";
import { LevelLabel } from "../../components/LevelLabel.tsx";
import { colorOf } from "./shares.ts";
import { type Entry, measuresOf } from "./tabulate.ts";
import { words } from "./words.ts";

type Level = Entry["measure"]["levels"][number];

/** Which color is which level; one that was renamed in between stands here under both names. */
export function LevelKey({ entries, group }: { entries: readonly Entry[]; group: boolean }): JSX.Element | null {
  const said = words.value.report;
  const measures = measuresOf(entries);
  const [first] = measures;
  if (!first) return null;
  const cutoff = first.standard_cutoff;
  return (
    <ul class="level-key" aria-label={said.levels}>
      {group && cutoff !== null ? (
        <>
          <Side className={colorOf({ first: 1, last: cutoff - 1 }, first)} name={said.below} />
          <Side className={colorOf({ first: cutoff, last: first.levels.length }, first)} name={said.atOrAbove} />
        </>
      ) : (
        named(measures.flatMap((each) => each.levels)).map((each) => (
          <li key={`${each.level} ${each.name}`}>
            <LevelLabel level={each} />
          </li>
        ))
      )}
    </ul>
  );
}

function Side({ className, name }: { className: string; name: string }): JSX.Element {
  return (
    <li>
      <span class="level">
        <span class={`swatch ${className}`} />
        <span>{name}</span>
      </span>
    </li>
  );
}

/** Each level once under each of its names, the lowest first. */
function named(levels: readonly Level[]): Level[] {
  const found = new Map(levels.map((each) => [`${each.level} ${each.name}`, each]));
  return [...found.values()].sort((one, other) => one.level - other.level);
}

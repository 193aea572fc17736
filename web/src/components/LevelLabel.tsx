import type { JSX } from "preact";
import type { Level } from "../api/types.ts";
import { levelClass, translated } from "../format/levels.ts";
import { language } from "../i18n/index.ts";
import { Delivered } from "./Delivered.tsx";

type Named = Pick<Level, "level" | "name" | "short_name" | "color" | "translations">;

/** A level's swatch with its number and name: never the colour alone. */
export function LevelLabel({ level, short = false }: { level: Named; short?: boolean }): JSX.Element {
  const known = translated(level, language.value);
  const { name, short_name } = known ?? level;
  const shown = (short && short_name) || name;
  return (
    <span class="level">
      <span class={`swatch ${levelClass(level.color, level.level)}`}>{level.level}</span>
      {known ? <span>{shown}</span> : <Delivered>{shown}</Delivered>}
    </span>
  );
}

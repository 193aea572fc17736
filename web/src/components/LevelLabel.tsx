import type { JSX } from "preact";
import type { Level } from "../api/types.ts";
import { levelClass } from "../format/levels.ts";
import { Delivered } from "./Delivered.tsx";

type Named = Pick<Level, "level" | "name" | "short_name" | "color">;

/** A level's swatch with its number and name: never the colour alone. */
export function LevelLabel({ level, short = false }: { level: Named; short?: boolean }): JSX.Element {
  return (
    <span class="level">
      <span class={`swatch ${levelClass(level.color, level.level)}`}>{level.level}</span>
      <Delivered>{(short && level.short_name) || level.name}</Delivered>
    </span>
  );
}

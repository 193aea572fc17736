import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./Icon.tsx";

export type Tone = "plain" | "good" | "busy" | "warn" | "bad";

const ICONS: Record<Tone, IconName> = { plain: "dot", good: "check", busy: "clock", warn: "warning", bad: "stop" };

/** A status in a few words, told apart by its icon and not by its colour alone. */
export function Chip({ tone = "plain", children }: { tone?: Tone; children: ComponentChildren }): JSX.Element {
  return (
    <span class={`chip chip-${tone}`}>
      <Icon name={ICONS[tone]} />
      {children}
    </span>
  );
}

import type { JSX } from "preact";
import { Chip, type Tone } from "../../components/Chip.tsx";
import { aboutText, type Deed, deedText } from "./deeds.ts";
import { logWords } from "./logWords.ts";

const TONES: Record<Deed["action"], Tone> = { view: "plain", search: "plain", export: "warn", change: "busy", refused: "bad" };

/** What was done, and what it was about. */
export function DeedCell({ deed }: { deed: Deed }): JSX.Element {
  const words = logWords.value;
  const about = aboutText(deed, words);
  return (
    <span class="log-what">
      {deedText(deed, words)}
      {about && <span class="quiet"> · {about}</span>}
    </span>
  );
}

/** Whether something was looked at, taken away, changed, or refused. */
export function KindChip({ action }: { action: Deed["action"] }): JSX.Element {
  return <Chip tone={TONES[action]}>{logWords.value.kinds[action]}</Chip>;
}

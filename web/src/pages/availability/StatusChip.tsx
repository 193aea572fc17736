import type { JSX } from "preact";
import type { AvailabilityStatus } from "../../api/availability.ts";
import { Chip, type Tone } from "../../components/Chip.tsx";
import { words } from "./words.ts";

const TONES: Record<AvailabilityStatus, Tone> = { loading: "busy", reviewing: "warn", released: "good" };

/** How far results have come. */
export function StatusChip({ status }: { status: AvailabilityStatus }): JSX.Element {
  return <Chip tone={TONES[status]}>{words.value.statuses[status]}</Chip>;
}

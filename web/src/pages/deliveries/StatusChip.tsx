import type { JSX } from "preact";
import type { DeliveryStatus, Severity } from "../../api/deliveries.ts";
import { Chip } from "../../components/Chip.tsx";
import { SEVERITY_TONES, TONES } from "./status.ts";
import { words } from "./words.ts";

/** Where a delivery stands. */
export function StatusChip({ status }: { status: DeliveryStatus }): JSX.Element {
  return <Chip tone={TONES[status]}>{words.value.statuses[status].name}</Chip>;
}

/** How much a finding weighs. */
export function SeverityChip({ severity }: { severity: Severity }): JSX.Element {
  return <Chip tone={SEVERITY_TONES[severity]}>{words.value.severities[severity].name}</Chip>;
}

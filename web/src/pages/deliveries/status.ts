import type { DeliveryRow, DeliveryStatus, Feed, Severity } from "../../api/deliveries.ts";
import type { Tone } from "../../components/Chip.tsx";

/** Every status, in the order a delivery goes through them and then those it may end with. */
export const STATUSES: readonly DeliveryStatus[] = [
  "processing",
  "accepted",
  "published",
  "quarantined",
  "duplicate",
  "rejected",
  "failed",
];

/** Those that change by themselves within minutes. */
export const UNDER_WAY: readonly DeliveryStatus[] = ["processing", "accepted"];

/** Those that somebody should look at. */
export const TROUBLE: readonly DeliveryStatus[] = ["quarantined", "rejected", "failed"];

export const TONES: Record<DeliveryStatus, Tone> = {
  processing: "busy",
  accepted: "busy",
  published: "good",
  quarantined: "warn",
  duplicate: "plain",
  rejected: "bad",
  failed: "bad",
};

export const SEVERITY_TONES: Record<Severity, Tone> = { error: "bad", waiting: "warn", warning: "plain" };

/** Whether it will change by itself soon. */
export function isUnderWay(status: DeliveryStatus): boolean {
  return UNDER_WAY.includes(status);
}

/** One step of a delivery's way, and how it stands there. */
export interface Step {
  key: "landed" | "checked" | "waiting" | "published";
  state: "done" | "now" | "later" | "stopped";
  /** When it was reached, as far as it is known. */
  at: string | null;
  /** A share from 0 to 1 of a step under way. */
  share: number | null;
}

type Told = Pick<DeliveryRow, "status" | "landed_at" | "updated_at" | "progress" | "counts">;

/**
 * The way a delivery takes: landed, checked, published; and waiting, where part of it waits for data
 * we do not have yet. Only two moments are known: when it landed, and when it last moved on.
 */
export function stepsOf({ status, landed_at: landed, updated_at: updated, progress, counts }: Told): Step[] {
  const steps: Step[] = [{ key: "landed", state: "done", at: landed, share: null }];
  if (status === "processing") {
    return [...steps, step("checked", "now", null, progress), step("published", "later")];
  }
  if (status === "rejected" || status === "failed") {
    return [...steps, step("checked", "stopped", updated), step("published", "later")];
  }
  const over = status === "published" || status === "duplicate";
  steps.push(step("checked", "done", over ? null : updated));
  if (counts.waiting > 0 || status === "quarantined") steps.push(step("waiting", "now"));
  if (status === "quarantined") steps.push(step("published", "later"));
  else steps.push(over ? step("published", "done", updated) : step("published", "now"));
  return steps;
}

function step(key: Step["key"], state: Step["state"], at: string | null = null, share: number | null = null): Step {
  return { key, state, at, share };
}

/** The meaning of a finding's code in a feed; rows of results are judged by the rules of exams, too. */
export function meaningOf(
  meanings: Readonly<Record<string, Readonly<Record<string, string>>>>,
  feed: Feed | string,
  code: string,
): string {
  return meanings[feed]?.[code] ?? meanings["all"]?.[code] ?? meanings["exams"]?.[code] ?? "";
}

/** The statuses a list of an address names; unknown ones are left out. */
export function statusesIn(text: string): DeliveryStatus[] {
  const named = text.split(",");
  return STATUSES.filter((each) => named.includes(each));
}

import type { DeliveryFeed } from "../../api/deliveries.ts";

/** Bytes of a name, as the API has it. */
const LONGEST_NAME = 200;

/** What is wrong with a file before anything of it is sent; the API holds to the same rules. */
export type Fault = "empty" | "too-large" | "name-long" | "name-characters" | "name-dot" | "name-blank" | "ending";

/** Why a file cannot be uploaded to a feed, or null. */
export function faultOf(name: string, size: number, feed: DeliveryFeed): Fault | null {
  if (size === 0) return "empty";
  if (new TextEncoder().encode(name).length > LONGEST_NAME) return "name-long";
  if (/[/\\$]|[\p{C}\p{Zl}\p{Zp}]/u.test(name)) return "name-characters";
  if (name.startsWith(".")) return "name-dot";
  if (name !== name.trim()) return "name-blank";
  if (!endsWith(name, [...feed.endings, ...feed.packed_endings])) return "ending";
  return size > mostBytes(name, feed) ? "too-large" : null;
}

/** The largest file of a feed that may be uploaded under a name. */
export function mostBytes(name: string, feed: DeliveryFeed): number {
  return endsWith(name, feed.packed_endings) ? feed.most_packed_bytes : feed.most_bytes;
}

/** Whether packing the file would make room for it. */
export function mayPack(name: string, feed: DeliveryFeed): boolean {
  return !endsWith(name, feed.packed_endings) && feed.most_packed_bytes > feed.most_bytes;
}

/** A size in bytes as people say it: "16 MB". Powers of 1,024, as file managers count. */
export function sizeText(bytes: number, language: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  const value = bytes / 1024 ** power;
  const digits = power > 0 && value < 10 ? 1 : 0;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[power] ?? "byte",
    unitDisplay: power === 0 ? "long" : "short", // "89 byte" is what the short form makes of it
    maximumFractionDigits: digits,
  }).format(value);
}

function endsWith(name: string, endings: readonly string[]): boolean {
  return endings.some((each) => name.toLowerCase().endsWith(each));
}

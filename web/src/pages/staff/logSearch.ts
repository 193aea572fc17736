import { MOST_DAYS } from "../../api/activity.ts";
import type { AccessLogSearch } from "../../api/activity.ts";

const DAY_MS = 86_400_000;

/** From where to where a search begins, where nothing is said: the last seven days of UTC. */
export function lastDays(now: Date, days = 7): { from: string; to: string } {
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  return { from: day(now.getTime() - (days - 1) * DAY_MS), to: day(now.getTime()) };
}

/** What is wrong with a stretch of days, or null. */
export function dayFault(from: string, to: string): "missing" | "order" | "long" | null {
  const [first, last] = [Date.parse(`${from}T00:00:00Z`), Date.parse(`${to}T00:00:00Z`)];
  if (Number.isNaN(first) || Number.isNaN(last)) return "missing";
  if (first > last) return "order";
  return (last - first) / DAY_MS >= MOST_DAYS ? "long" : null;
}

/** A search as it is sent; days and school stand in the address, who is looked for in the note. */
export function searchBody(
  query: URLSearchParams,
  note: Readonly<Record<string, string>>,
  days: { from: string; to: string },
): AccessLogSearch {
  const [school, student, user] = [query.get("school") ?? "", note.student ?? "", note.user ?? ""];
  return {
    ...days,
    ...(school && { school_id: school }),
    ...(student && { student_id: student }),
    ...(user && { username: user }),
    limit: 100,
  };
}

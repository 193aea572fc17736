/**
 * The reports opened lately in this tab, by assignment: addresses and titles of assessments, schools
 * and groups. A student's page is never among them.
 */
import { session } from "./auth/session.ts";
import { place } from "./router/place.ts";
import { match, type RouteName, withQuery } from "./router/routes.ts";

const KEY = "cers.recent";
const MOST = 6;

export interface RecentReport {
  href: string;
  title: string;
  detail: string;
}

/** The reports opened lately under an assignment, the last one first. */
export function recentReports(assignmentId: string): RecentReport[] {
  return read()[assignmentId] ?? [];
}

/** The screens worth coming back to; a student's is not among them. */
const REPORTS: readonly RouteName[] = [
  "schoolResults", "groupResults", "schoolView", "groupView", "schoolDashboard", "groupDashboard", "aggregateReport",
];

/** Notes the screen at the current address, if it is a report. */
export function noteOpened(title: string, detail: string): void {
  const { path, query } = place.peek();
  const found = match(path);
  const assignment = session.peek()?.assignment;
  if (!found || !assignment || !REPORTS.includes(found.name)) return;
  noteReport(assignment.id, { href: withQuery(path, Object.fromEntries(query)), title, detail });
}

/** Notes that a report was opened. */
function noteReport(assignmentId: string, report: RecentReport): void {
  const all = read();
  const path = pathOf(report.href);
  const before = (all[assignmentId] ?? []).filter((each) => pathOf(each.href) !== path);
  write({ ...all, [assignmentId]: [report, ...before].slice(0, MOST) });
}

function pathOf(href: string): string {
  return href.split("?")[0] ?? href;
}

function read(): Record<string, RecentReport[]> {
  try {
    return JSON.parse(window.sessionStorage.getItem(KEY) ?? "{}") as Record<string, RecentReport[]>;
  } catch {
    return {};
  }
}

/** Browsers may refuse storage; nothing depends on it. */
function write(all: Record<string, RecentReport[]>): void {
  try {
    window.sessionStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    return;
  }
}

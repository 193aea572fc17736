import type { HistoryResult, StudentHistory, Trend } from "../../api/students.ts";
import type { TrendBands, TrendSeries, TrendStep } from "../../components/trend.ts";

/** What narrows a history; "" is everything. */
export interface HistoryFilter {
  year: string;
  subject: string;
  type: string;
  status: string;
}

export const STATUSES = ["complete", "partial", "SD", "NS", "IN"] as const;

/** The filter in an address. */
export function filterIn(query: URLSearchParams): HistoryFilter {
  const read = (name: string) => query.get(name) ?? "";
  return { year: read("year"), subject: read("subject"), type: read("type"), status: read("status") };
}

/** The results a filter lets through. */
export function filterResults(results: readonly HistoryResult[], filter: HistoryFilter): HistoryResult[] {
  return results.filter(
    ({ assessment, status }) =>
      (!filter.year || String(assessment.school_year) === filter.year) &&
      (!filter.subject || assessment.subject.code === filter.subject) &&
      (!filter.type || assessment.type.code === filter.type) &&
      hasStatus(status, filter.status),
  );
}

function hasStatus(status: HistoryResult["status"], wanted: string): boolean {
  if (!wanted) return true;
  if (wanted === "complete" || wanted === "partial") return status.completeness.toLowerCase() === wanted;
  return status.administration_condition === wanted;
}

/** One subject of a history: its results and how scores went from year to year. */
export interface SubjectHistory {
  code: string;
  name: string;
  results: HistoryResult[];
  trends: Trend[];
}

/** The subjects that results are in, each with its trends of the type chosen. */
export function bySubject(history: StudentHistory, results: readonly HistoryResult[], type: string): SubjectHistory[] {
  return history.subjects.flatMap(({ code, name }) => {
    const own = results.filter((each) => each.assessment.subject.code === code);
    if (own.length === 0) return [];
    const types = new Set(own.map((each) => each.assessment.type.code));
    const trends = history.trends.filter((each) => each.subject.code === code && types.has(each.type.code));
    return [{ code, name, results: own, trends: trends.filter((each) => !type || each.type.code === type) }];
  });
}

/** Part of a score, with its name. */
interface Named {
  code: string;
  name: string;
}

/** The claims or alternate scores of a subject's results, each once, as the history names them. */
export function partsOf(history: StudentHistory, subject: SubjectHistory, part: "claims" | "alternates"): Named[] {
  const types = new Set(subject.results.map((each) => each.assessment.type.code));
  const named = history.scores.filter((each) => each.subject === subject.code && types.has(each.type));
  const found = new Map(named.flatMap((each) => each[part]).map((each) => [each.code, each]));
  return [...found.values()];
}

/**
 * A trend as the chart takes it: every year from the first to the last, also those without a
 * result, so that a slope says what it seems to.
 */
export function trendChart(
  { points }: Trend,
  name: string,
  words: { year: (year: number) => string; grade: (code: string) => string },
): { steps: TrendStep[]; series: TrendSeries[]; bands: TrendBands[] } {
  const years = points.map((each) => each.school_year);
  const first = Math.min(...years);
  const steps = Array.from({ length: Math.max(...years) - first + 1 }, (_, index) => {
    const point = points.find((each) => each.school_year === first + index);
    const step = { key: String(first + index), label: words.year(first + index) };
    return point ? { ...step, detail: words.grade(point.grade) } : step;
  });
  const series = {
    key: "score",
    name,
    points: points.map((each) => ({ step: String(each.school_year), value: each.scale_score, error: each.standard_error })),
  };
  // Categories of blocks have no ranges, and say nothing about where a score stands.
  const ranged = points.filter(({ levels }) => levels.length > 0 && levels.every(({ low }) => low !== null));
  return { steps, series: [series], bands: ranged.map((each) => ({ step: String(each.school_year), levels: each.levels })) };
}

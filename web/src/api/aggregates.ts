import { answer, assignment, client, limits } from "./call.ts";
import type { Schema } from "./types.ts";

export type Definition = Schema<"AggregateDefinition">;
export type ReportType = Schema<"AggregateReportType">;
export type AggregateOptions = Schema<"AggregateOptions">;
export type Estimate = Schema<"AggregateEstimate">;
export type AggregateReport = Schema<"AggregateReport">;
export type AggregatePage = Schema<"AggregateReportPage">;
export type AggregateTable = Schema<"AggregateTable">;
export type Measure = Schema<"AggregateMeasure">;
export type Organization = Schema<"AggregateOrganization">;
export type Subgroup = Schema<"AggregateSubgroup">;
export type Figures = Schema<"AggregateFigures">;
export type Share = Schema<"AggregateLevelShare">;
export type SavedQuery = Schema<"AggregateQuery">;

/** More rows than this the API puts on no page, so one page is the whole report. */
const MOST_ROWS = 4000;

/** Reports that were made while the user waited, to be shown without asking for them again. */
const made = new Map<string, AggregatePage>();

/** What the caller may choose in an aggregate report. */
export function getAggregateOptions(signal: AbortSignal): Promise<AggregateOptions> {
  return answer(client().GET("/aggregate-reports/options", { params: { header: assignment() }, ...limits(signal) }));
}

/** How many rows a report will have, and whether it is made at once. */
export function estimateReport(definition: Definition, signal: AbortSignal): Promise<Estimate> {
  const params = { header: assignment() };
  return answer(client().POST("/aggregate-reports/estimate", { params, body: definition, ...limits(signal) }));
}

/** Has a report made. */
export async function runReport(definition: Definition): Promise<AggregateReport> {
  const params = { header: assignment() };
  const page = await answer(client().POST("/aggregate-reports", { params, body: definition, ...limits() }));
  if (page.table && page.next === null) made.set(page.report.id, page);
  return page.report;
}

/** A report and, once it is made, all of its rows that a page shows. */
export async function getReport(id: string, signal: AbortSignal): Promise<AggregatePage> {
  const known = made.get(id);
  made.delete(id);
  if (known) return known;
  const params = { path: { report_id: id }, query: { limit: MOST_ROWS }, header: assignment() };
  return answer(client().GET("/aggregate-reports/{report_id}", { params, ...limits(signal) }));
}

/** The caller's reports, the newest first. */
export function listReports(signal: AbortSignal): Promise<Schema<"AggregateReports">> {
  return answer(client().GET("/aggregate-reports", { params: { header: assignment() }, ...limits(signal) }));
}

/** A report as the text of a CSV file. */
export function downloadReport(id: string): Promise<Schema<"AggregateFile">> {
  const params = { path: { report_id: id }, header: assignment() };
  return answer(client().GET("/aggregate-reports/{report_id}/csv", { params, ...limits() }));
}

/** Forgets a report. */
export function deleteReport(id: string): Promise<unknown> {
  const params = { path: { report_id: id }, header: assignment() };
  return answer(client().DELETE("/aggregate-reports/{report_id}", { params, ...limits() }));
}

/** The definitions the caller keeps, by name. */
export function listQueries(signal: AbortSignal): Promise<Schema<"AggregateQueries">> {
  return answer(client().GET("/aggregate-queries", { params: { header: assignment() }, ...limits(signal) }));
}

/** Keeps a definition. */
export function saveQuery(definition: Definition): Promise<SavedQuery> {
  const params = { header: assignment() };
  return answer(client().POST("/aggregate-queries", { params, body: definition, ...limits() }));
}

/** Changes a definition that is kept, unless somebody did so meanwhile. */
export function changeQuery({ id, version }: SavedQuery, definition: Definition): Promise<SavedQuery> {
  const params = { path: { query_id: id }, header: assignment() };
  return answer(client().PUT("/aggregate-queries/{query_id}", { params, body: { ...definition, version }, ...limits() }));
}

/** Forgets a definition. */
export function deleteQuery(id: string): Promise<unknown> {
  const params = { path: { query_id: id }, header: assignment() };
  return answer(client().DELETE("/aggregate-queries/{query_id}", { params, ...limits() }));
}

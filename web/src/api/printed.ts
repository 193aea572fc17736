import { answer, assignment, client, limits } from "./call.ts";
import type { Schema } from "./types.ts";

export type PrintedReport = Schema<"PrintedReport">;
export type PrintedOrder = Schema<"PrintedReportOrder">;
export type PrintedAnswer = Schema<"PrintedReportAnswer">;

/** The caller's printed reports, the newest first. */
export function listPrinted(signal: AbortSignal): Promise<Schema<"PrintedReports">> {
  return answer(client().GET("/printed-reports", { params: { header: assignment() }, ...limits(signal) }));
}

/** Has printed reports made. */
export function createPrinted(order: PrintedOrder): Promise<PrintedAnswer> {
  return answer(client().POST("/printed-reports", { params: { header: assignment() }, body: order, ...limits() }));
}

/** How far printed reports have come and, once they are made, where their file is for the next minutes. */
export function getPrinted(id: string, signal?: AbortSignal): Promise<PrintedAnswer> {
  const params = { path: { printed_report_id: id }, header: assignment() };
  return answer(client().GET("/printed-reports/{printed_report_id}", { params, ...limits(signal) }));
}

/** Forgets printed reports and deletes their file. */
export function deletePrinted(id: string): Promise<unknown> {
  const params = { path: { printed_report_id: id }, header: assignment() };
  return answer(client().DELETE("/printed-reports/{printed_report_id}", { params, ...limits() }));
}

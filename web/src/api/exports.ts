import { answer, assignment, client, limits } from "./call.ts";
import type { Schema } from "./types.ts";

export type Export = Schema<"Export">;
export type ExportOrder = Schema<"ExportOrder">;

/** The caller's exports, the newest first. */
export function listExports(signal: AbortSignal): Promise<Schema<"Exports">> {
  return answer(client().GET("/exports", { params: { header: assignment() }, ...limits(signal) }));
}

/** Has an export made. */
export function createExport(order: ExportOrder): Promise<Schema<"ExportAnswer">> {
  return answer(client().POST("/exports", { params: { header: assignment() }, body: order, ...limits() }));
}

/** How far an export has come and, once it is made, where its file is for the next minutes. */
export function getExport(id: string): Promise<Schema<"ExportAnswer">> {
  const params = { path: { export_id: id }, header: assignment() };
  return answer(client().GET("/exports/{export_id}", { params, ...limits() }));
}

/** Forgets an export and deletes its file. */
export function deleteExport(id: string): Promise<unknown> {
  const params = { path: { export_id: id }, header: assignment() };
  return answer(client().DELETE("/exports/{export_id}", { params, ...limits() }));
}

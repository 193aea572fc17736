import { answer, assignment, client, limits } from "./call.ts";
import { type Population, yearOf } from "./results.ts";
import type { Schema } from "./types.ts";

export type Dashboard = Schema<"Dashboard">;
export type DashboardCard = Dashboard["cards"][number];

/** How a population stands on each interim block, in a year or the newest with such results. */
export function getDashboard({ kind, id }: Population, year: number | null, signal: AbortSignal): Promise<Dashboard> {
  const rest = { query: yearOf(year), header: assignment() };
  if (kind === "school") {
    const params = { path: { school_id: id }, ...rest };
    return answer(client().GET("/schools/{school_id}/dashboard", { params, ...limits(signal) }));
  }
  const params = { path: { group_id: id }, ...rest };
  return answer(client().GET("/groups/{group_id}/dashboard", { params, ...limits(signal) }));
}

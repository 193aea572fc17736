import { answer, assignment, client, limits } from "./call.ts";
import type { Schema } from "./types.ts";

export type StaffAssignment = Schema<"StaffAssignment">;
export type StaffPage = Schema<"StaffPage">;
export type Acknowledgement = Schema<"StaffAcknowledgement">;
export type NewStaffAssignment = Schema<"NewStaffAssignment">;

/** What narrows a list of staff; what is empty does not. Names go in a body, never in an address. */
export interface StaffFilter {
  schoolId: string;
  role: string;
  search: string;
}

/** One page of who holds which role in the district. */
export function getStaff({ schoolId, role, search }: StaffFilter, cursor: string, signal?: AbortSignal): Promise<StaffPage> {
  const wanted = { ...(schoolId && { school_id: schoolId }), ...(role && { role }), ...(cursor && { cursor }) };
  if (!search) return answer(client().GET("/staff", { params: { query: wanted, header: assignment() }, ...limits(signal) }));
  const params = { header: assignment() };
  return answer(client().POST("/staff/search", { params, body: { ...wanted, search }, ...limits(signal) }));
}

/** What whoever grants a role agrees to, and the roles to grant. */
export function getAcknowledgement(signal?: AbortSignal): Promise<Acknowledgement> {
  return answer(client().GET("/staff/acknowledgement", { params: { header: assignment() }, ...limits(signal) }));
}

/** Has somebody hold a role at a school. */
export function grant(body: NewStaffAssignment): Promise<StaffAssignment> {
  return answer(client().POST("/staff/assignments", { params: { header: assignment() }, body, ...limits() }));
}

/** Takes a role at a school away. */
export function revoke(assignmentId: string): Promise<StaffAssignment> {
  const params = { path: { assignment_id: assignmentId }, header: assignment() };
  return answer(client().DELETE("/staff/assignments/{assignment_id}", { params, ...limits() }));
}

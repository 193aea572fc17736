import { answer, assignment, client, limits } from "./call.ts";
import type { Schema } from "./types.ts";

export type Group = Schema<"Group">;
export type GroupWithMembers = Schema<"GroupWithMembers">;
export type ChangedGroup = Schema<"ChangedGroup">;
export type Member = Schema<"GroupMember">;
export type Candidates = Schema<"Candidates">;
export type GroupImport = Schema<"GroupImport">;
export type GroupFinding = Schema<"GroupFinding">;

/** A group holds no more students than this. */
export const MOST_STUDENTS = 200;

/** An imported file has at most so many bytes. */
export const LONGEST_FILE = 200 * 1024;

/** What narrows a list of groups; what is empty does not. */
export interface GroupFilter {
  schoolId: string;
  year: number | null;
  subject: string;
  search: string;
}

/** The groups that the caller may look at. */
export async function listGroups(filter: GroupFilter, signal: AbortSignal): Promise<Group[]> {
  const { schoolId, year, subject, search } = filter;
  const query = {
    ...(schoolId && { school_id: schoolId }),
    ...(year && { school_year: year }),
    ...(subject && { subject }),
    ...(search && { search }),
  };
  const { groups } = await answer(client().GET("/groups", { params: { query, header: assignment() }, ...limits(signal) }));
  return groups;
}

/** A group with its students. */
export function getGroup(groupId: string, signal?: AbortSignal): Promise<GroupWithMembers> {
  return answer(client().GET("/groups/{group_id}", { params: of(groupId), ...limits(signal) }));
}

/** Students of a school whom the caller may put into a group, a page at a time. */
export function findCandidates(body: Schema<"CandidateSearch">, signal?: AbortSignal): Promise<Candidates> {
  return answer(client().POST("/students/candidates", { params: { header: assignment() }, body, ...limits(signal) }));
}

/** Makes an assigned group. */
export function createGroup(body: Schema<"NewGroup">): Promise<ChangedGroup> {
  return answer(client().POST("/groups", { params: { header: assignment() }, body, ...limits() }));
}

/** Changes an assigned group; a new name gives it a new id. */
export function changeGroup(groupId: string, body: Schema<"GroupChange">): Promise<ChangedGroup> {
  return answer(client().PUT("/groups/{group_id}", { params: of(groupId), body, ...limits() }));
}

/** Deletes an assigned group. */
export function deleteGroup(groupId: string): Promise<Group> {
  return answer(client().DELETE("/groups/{group_id}", { params: of(groupId), ...limits() }));
}

/** Makes a group of the caller's own. */
export function createOwnGroup(body: Schema<"NewOwnGroup">): Promise<ChangedGroup> {
  return answer(client().POST("/own-groups", { params: { header: assignment() }, body, ...limits() }));
}

/** Changes a group of the caller's own. */
export function changeOwnGroup(groupId: string, body: Schema<"OwnGroupChange">): Promise<ChangedGroup> {
  return answer(client().PUT("/own-groups/{group_id}", { params: of(groupId), body, ...limits() }));
}

/** Deletes a group of the caller's own. */
export function deleteOwnGroup(groupId: string): Promise<Group> {
  return answer(client().DELETE("/own-groups/{group_id}", { params: of(groupId), ...limits() }));
}

/** Replaces the groups that a file names, or says what is wrong with it and changes nothing. */
export function importGroups(csv: string): Promise<GroupImport> {
  return answer(client().POST("/groups/import", { params: { header: assignment() }, body: { csv }, ...limits() }));
}

function of(groupId: string) {
  return { path: { group_id: groupId }, header: assignment() };
}

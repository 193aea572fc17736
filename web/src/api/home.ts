import { answer, assignment, client, limits } from "./call.ts";
import type { Answer, PostAnswer } from "./types.ts";

export type Group = Answer<"/groups">["groups"][number];
export type FoundStudents = PostAnswer<"/students/search">;
export type FoundStudent = FoundStudents["students"][number];

/** The groups the caller may look at; who sees a whole district names a school for its assigned ones. */
export async function getGroups(search: string, signal: AbortSignal): Promise<Group[]> {
  const params = { query: search ? { search } : {}, header: assignment() };
  const { groups } = await answer(client().GET("/groups", { params, ...limits(signal) }));
  return groups;
}

/** Students with results, by the whole id or the beginnings of names; asked in a body, never in an address. */
export function findStudents(typed: string, signal: AbortSignal): Promise<FoundStudents> {
  const wanted = typed.trim();
  const body = /^\d+$/.test(wanted) ? { student_id: wanted } : { name: wanted };
  const params = { header: assignment() };
  return answer(client().POST("/students/search", { params, body, ...limits(signal) }));
}

/** The students whose history or answers the caller looked at lately. */
export async function getRecentStudents(signal: AbortSignal) {
  const { students } = await answer(
    client().GET("/students/recent", { params: { header: assignment() }, ...limits(signal) }),
  );
  return students;
}

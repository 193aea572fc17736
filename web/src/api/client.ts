import createClient from "openapi-fetch";
import { dropAssignment, expire, session } from "../auth/session.ts";
import { settings } from "../settings.ts";
import { ApiError, errorOf } from "./errors.ts";
import type { paths } from "./schema.d.ts";
import type { Me, SandboxUser, SchoolAssessments, SchoolList, StudentList, Summary } from "./types.ts";

const TIMEOUT_MS = 30_000;

/** What identifies one assessment's results at one school. */
export interface ResultsKey {
  schoolId: string;
  assessmentId: string;
  year: number | null;
}

/** Who the bearer of a token is; also called before there is a session. */
export function getMe(token: string): Promise<Me> {
  return answer(client().GET("/me", { headers: { Authorization: `Bearer ${token}` }, ...limits() }));
}

/** The users of the sandbox; only its gateway has them. */
export async function getSandboxUsers(signal: AbortSignal): Promise<SandboxUser[]> {
  const { users } = await answer(client().GET("/sandbox/users", limits(signal)));
  return users;
}

/** Schools within the caller's reach whose name holds the search text. */
export function getSchools(search: string, cursor: string, signal: AbortSignal): Promise<SchoolList> {
  const query = { limit: 50, ...(search && { search }), ...(cursor && { cursor }) };
  const params = { query, header: assignment() };
  return answer(client().GET("/organizations", { params, ...limits(signal) }));
}

/** The assessments with results at a school, in a year or the newest one. */
export function getAssessments(
  schoolId: string,
  year: number | null,
  signal: AbortSignal,
): Promise<SchoolAssessments> {
  const params = { path: { school_id: schoolId }, query: yearOf(year), header: assignment() };
  return answer(client().GET("/schools/{school_id}/assessments", { params, ...limits(signal) }));
}

/** The figures of one assessment at one school. */
export function getSummary(key: ResultsKey, signal: AbortSignal): Promise<Summary> {
  const path = "/schools/{school_id}/assessments/{assessment_id}/summary";
  return answer(client().GET(path, { params: resultsParams(key), ...limits(signal) }));
}

/** The students behind those figures. */
export function getStudents(key: ResultsKey, signal: AbortSignal): Promise<StudentList> {
  const path = "/schools/{school_id}/assessments/{assessment_id}/students";
  return answer(client().GET(path, { params: resultsParams(key), ...limits(signal) }));
}

function resultsParams({ schoolId, assessmentId, year }: ResultsKey) {
  const path = { school_id: schoolId, assessment_id: assessmentId };
  return { path, query: yearOf(year), header: assignment() };
}

function yearOf(year: number | null) {
  return year === null ? {} : { school_year: year };
}

function client() {
  const token = session.peek()?.token;
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  return createClient<paths>({ baseUrl: settings().apiBase, headers });
}

function assignment() {
  return { "X-CERS-Assignment": session.peek()?.assignment?.id ?? "" };
}

function limits(signal?: AbortSignal) {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  return { signal: signal ? AbortSignal.any([signal, timeout]) : timeout };
}

interface Reply<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

async function answer<T>(call: Promise<Reply<T>>): Promise<T> {
  const { data, error, response } = await call.catch(refuse);
  if (data !== undefined) return data;
  const failure = errorOf(response.status, error);
  if (failure.kind === "expired") expire();
  if (failure.code === "assignment-not-held" || failure.code === "assignment-required") dropAssignment();
  throw failure;
}

/** No answer at all: offline, timed out, or not JSON. An abort is passed on as it is. */
function refuse(cause: unknown): never {
  if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
  throw new ApiError(cause instanceof SyntaxError ? "failed" : "offline");
}

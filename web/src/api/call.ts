import createClient from "openapi-fetch";
import { dropAssignment, expire, session } from "../auth/session.ts";
import { settings } from "../settings.ts";
import { ApiError, errorOf } from "./errors.ts";
import type { paths } from "./schema.d.ts";

/** API Gateway gives up after 29 seconds. */
const TIMEOUT_MS = 30_000;

/** The typed client: `client().GET("/organizations", { params: { header: assignment() }, ...limits(signal) })`. */
export function client() {
  return createClient<paths>({ baseUrl: settings().apiBase });
}

/** The header that says in which of the user's roles a request is made. */
export function assignment() {
  return { "X-CERS-Assignment": session.peek()?.assignment?.id ?? "" };
}

/** Ends a request when it is no longer wanted, or takes too long. */
export function limits(signal?: AbortSignal) {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  return { signal: signal ? AbortSignal.any([signal, timeout]) : timeout };
}

interface Reply<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * The body of an answer.
 *
 * @throws ApiError: no answer, or one that says no. A refused token covers the page and a lost
 * assignment leads back to the choice of roles; what was typed stays.
 */
export async function answer<T>(call: Promise<Reply<T>>): Promise<T> {
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

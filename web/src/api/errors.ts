/** What went wrong, as far as the user can do something about it. */
export type ErrorKind = "offline" | "expired" | "forbidden" | "missing" | "invalid" | "loading" | "failed";

/** A request that brought no answer, or an answer that says no. */
export class ApiError extends Error {
  constructor(
    readonly kind: ErrorKind,
    readonly code = "",
    message = "",
    readonly requestId = "",
    readonly progress: number | null = null,
  ) {
    super(message);
  }
}

interface ErrorBody {
  error?: { code?: string; message?: string; request_id?: string };
  status?: string;
  progress?: number;
}

/** The error an HTTP status and body stand for. */
export function errorOf(status: number, body: unknown): ApiError {
  const found = (typeof body === "object" && body ? body : {}) as ErrorBody;
  const { code = "", message = "", request_id: requestId = "" } = found.error ?? {};
  if (status === 503 && found.status === "loading") {
    return new ApiError("loading", "loading", "", "", found.progress ?? null);
  }
  return new ApiError(kindOf(status), code, message, requestId);
}

function kindOf(status: number): ErrorKind {
  if (status === 401) return "expired";
  if (status === 403) return "forbidden";
  if (status === 404) return "missing";
  if (status === 400) return "invalid";
  return "failed";
}

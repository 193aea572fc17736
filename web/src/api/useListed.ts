import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ApiError } from "./errors.ts";
import { useResource } from "./useResource.ts";

/** One page of a list that the service hands out page by page. */
export interface ListPage<Row> {
  rows: readonly Row[];
  next: string | null;
  /** How many there are on all pages, where the service says. */
  total?: number;
}

/** What is there of a list so far; null as long as nothing is. */
export interface Listed<Row> {
  rows: readonly Row[] | null;
  total: number | null;
  /** Whether there is more to load. */
  more: boolean;
  loading: boolean;
  loadingMore: boolean;
  error: ApiError | null;
  /** Why the last attempt to load more failed. */
  moreError: ApiError | null;
  retry: () => void;
  /** Loads the next page, or every page there is. */
  load: (how: "next" | "all") => void;
}

interface Rest<Row> {
  after: unknown;
  rows: readonly Row[];
  next: string | null;
}

/** Loads the first page of a list, anew when `key` changes, and more of it when asked. */
export function useListed<Row>(
  key: string,
  get: (cursor: string, signal: AbortSignal) => Promise<ListPage<Row>>,
): Listed<Row> {
  const first = useResource(key, (signal) => get("", signal), true);
  const [rest, setRest] = useState<Rest<Row> | null>(null);
  const [busy, setBusy] = useState(false);
  const [moreError, setMoreError] = useState<ApiError | null>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => {
    setMoreError(null);
    setBusy(false);
    return () => abort.current?.abort();
  }, [first.data]);

  const page = first.data;
  const later = rest && rest.after === page ? rest : null;
  const next = later ? later.next : (page?.next ?? null);
  const rows = useMemo(() => page && [...page.rows, ...(later?.rows ?? [])], [page, later]);
  const load = async (how: "next" | "all") => {
    if (busy || !page || next === null) return;
    abort.current = new AbortController();
    const { signal } = abort.current;
    setBusy(true);
    setMoreError(null);
    let found = later?.rows ?? [];
    let cursor: string | null = next;
    try {
      do {
        const following: ListPage<Row> = await get(cursor, signal);
        found = [...found, ...following.rows];
        cursor = following.next;
      } while (cursor !== null && how === "all");
      if (!signal.aborted) setRest({ after: page, rows: found, next: cursor });
    } catch (cause) {
      if (!signal.aborted) setMoreError(cause instanceof ApiError ? cause : new ApiError("failed"));
    } finally {
      if (!signal.aborted) setBusy(false);
    }
  };
  return {
    rows,
    total: page?.total ?? null,
    more: next !== null,
    loading: first.loading,
    loadingMore: busy,
    error: first.error,
    moreError,
    retry: first.retry,
    load: (how) => void load(how),
  };
}

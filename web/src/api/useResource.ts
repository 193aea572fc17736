import { useCallback, useEffect, useState } from "preact/hooks";
import { ApiError } from "./errors.ts";

/** One request's state. `data` of the key before stays while `loading`, so that lists do not flicker. */
export interface Resource<T> {
  data: T | null;
  error: ApiError | null;
  loading: boolean;
  retry: () => void;
}

interface State<T> {
  key: string;
  data: T | null;
  error: ApiError | null;
}

/**
 * Loads something and loads it again when `key` changes; a request no longer wanted is aborted.
 * With `keep` the last data stays until the new arrives; otherwise it is dropped at once.
 */
export function useResource<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  keep = false,
): Resource<T> {
  const [state, setState] = useState<State<T>>({ key: "", data: null, error: null });
  const [attempt, setAttempt] = useState(0);
  const wanted = `${attempt} ${key}`;

  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal).then(
      (data) => !abort.signal.aborted && setState({ key: wanted, data, error: null }),
      (cause) => !abort.signal.aborted && setState({ key: wanted, data: null, error: asError(cause) }),
    );
    return () => abort.abort();
  }, [wanted]);

  const settled = state.key === wanted;
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  return {
    data: settled || keep ? state.data : null,
    error: settled ? state.error : null,
    loading: !settled,
    retry,
  };
}

function asError(cause: unknown): ApiError {
  return cause instanceof ApiError ? cause : new ApiError("failed");
}

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../../api/errors.ts";

/** Something that is looked at again and again while it changes by itself. */
export interface Live<T> {
  data: T | null;
  /** Nothing is there to show because of this. */
  error: ApiError | null;
  /** The last look failed; `data` is from an earlier one. */
  stale: boolean;
  /** Looks again now. */
  look: () => void;
}

interface State<T> {
  key: string;
  data: T | null;
  error: ApiError | null;
}

const FIRST_MS = 2_000;
const LAST_MS = 15_000;

/**
 * Loads something, and again while `changes` says that it will change: soon at first, then less and
 * less often, and not at all while nobody sees the page. What was there stays if a look fails.
 */
export function useLive<T>(key: string, load: (signal: AbortSignal) => Promise<T>, changes: (data: T) => boolean): Live<T> {
  const [state, setState] = useState<State<T>>({ key: "", data: null, error: null });
  const [attempt, setAttempt] = useState(0);
  const latest = useRef({ load, changes });
  latest.current = { load, changes };

  useEffect(() => {
    const abort = new AbortController();
    let timer = 0;
    let wait = FIRST_MS;
    const again = (busy: boolean) => {
      if (!busy) return;
      timer = window.setTimeout(run, wait);
      wait = Math.min(wait * 1.4, LAST_MS);
    };
    const run = () => {
      if (document.hidden) return;
      latest.current.load(abort.signal).then(
        (data) => {
          if (abort.signal.aborted) return;
          setState({ key, data, error: null });
          again(latest.current.changes(data));
        },
        (cause) => {
          if (abort.signal.aborted) return;
          const error = cause instanceof ApiError ? cause : new ApiError("failed");
          setState((before) => ({ key, data: before.key === key ? before.data : null, error }));
          again(error.kind === "offline" || error.kind === "failed");
        },
      );
    };
    const onShow = () => {
      if (document.hidden) return;
      window.clearTimeout(timer);
      run();
    };
    run();
    document.addEventListener("visibilitychange", onShow);
    return () => {
      abort.abort();
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", onShow);
    };
  }, [key, attempt]);

  const look = useCallback(() => setAttempt((count) => count + 1), []);
  const here = state.key === key;
  return {
    data: here ? state.data : null,
    error: here && !state.data ? state.error : null,
    stale: here && state.data !== null && state.error !== null,
    look,
  };
}

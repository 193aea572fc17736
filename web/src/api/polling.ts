import { useEffect, useState } from "preact/hooks";
import { useResource, type Resource } from "./useResource.ts";

const FIRST_MS = 500;
const LONGEST_MS = 10_000;

/** How long to wait before asking again for the nth time: soon at first, then less and less often. */
export function pause(asked: number): number {
  return Math.min(LONGEST_MS, Math.round(FIRST_MS * 1.6 ** Math.min(asked, 20)));
}

/** Whether something asked for is still being made. */
export function isUnderWay({ status }: { status: string }): boolean {
  return status === "pending" || status === "running";
}

/**
 * Loads something and asks again, ever less often, while it is under way. The last answer stays in
 * sight meanwhile; `retry` begins anew.
 */
export function usePolled<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  underWay: (data: T) => boolean,
): Resource<T> & { asked: number } {
  const [asked, setAsked] = useState(0);
  const found = useResource(`${key} ${asked}`, load, true);
  const waiting = found.data !== null && !found.loading && underWay(found.data);
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setTimeout(() => setAsked((count) => count + 1), pause(asked));
    return () => clearTimeout(timer);
  }, [waiting, asked]);
  return { ...found, asked };
}

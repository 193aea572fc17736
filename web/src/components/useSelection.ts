import { useCallback, useMemo, useState } from "preact/hooks";
import type { Selection } from "./DataTable.tsx";

/** A choice of rows that lasts while they are filtered and sorted. */
export function useSelection<Row>(
  keyOf: (row: Row) => string,
  label: (row: Row) => string,
): Selection<Row> & { clear: () => void } {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const toggleAll = useCallback((rows: readonly Row[], on: boolean) => {
    setKeys((before) => {
      const after = new Set(before);
      for (const row of rows) {
        if (on) after.add(keyOf(row));
        else after.delete(keyOf(row));
      }
      return after;
    });
  }, []);
  const toggle = useCallback((row: Row, on: boolean) => toggleAll([row], on), []);
  const clear = useCallback(() => setKeys(new Set()), []);
  return useMemo(() => ({ keys, toggle, toggleAll, label, clear }), [keys]);
}

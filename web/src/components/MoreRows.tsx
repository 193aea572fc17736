import type { JSX } from "preact";
import type { Listed } from "../api/useListed.ts";
import { text } from "../i18n/index.ts";
import { Failed } from "./Status.tsx";

/** Below a list that the service hands out page by page: more of it, or all of it. */
export function MoreRows<Row>({ list }: { list: Listed<Row> }): JSX.Element | null {
  const words = text.value.table;
  if (!list.more || list.rows === null) return null;
  const load = (how: "next" | "all") => () => list.load(how);
  return (
    <>
      {list.moreError && <Failed error={list.moreError} retry={load("next")} />}
      <div class="button-row">
        <button type="button" class="usa-button usa-button--outline" aria-disabled={list.loadingMore} onClick={load("next")}>
          {list.loadingMore ? words.loadingMore : words.more}
        </button>
        <button type="button" class="usa-button usa-button--outline" aria-disabled={list.loadingMore} onClick={load("all")}>
          {words.all}
        </button>
      </div>
    </>
  );
}

import { options, type JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { text } from "../i18n/index.ts";
import { place, setQuery } from "../router/place.ts";

/** Rows a table shows at once; more would make sorting feel slow. */
export const PAGE_SIZE = 200;

interface Pages<Row> {
  rows: readonly Row[];
  page: number;
  pages: number;
}

/** The rows of the page the address names; all of them on paper. */
export function usePages<Row>(rows: readonly Row[], name = "page"): Pages<Row> {
  const printing = usePrinting();
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_SIZE));
  const asked = Number(place.value.query.get(name) ?? 1) || 1;
  const page = Math.min(Math.max(1, Math.trunc(asked)), pages);
  const from = (page - 1) * PAGE_SIZE;
  return { rows: printing ? rows : rows.slice(from, from + PAGE_SIZE), page, pages };
}

/** True while the browser prints; the page is drawn anew before it takes its picture of it. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const before = () => drawAtOnce(() => setPrinting(true));
    const after = () => setPrinting(false);
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", after);
    return () => {
      window.removeEventListener("beforeprint", before);
      window.removeEventListener("afterprint", after);
    };
  }, []);
  return printing;
}

function drawAtOnce(change: () => void): void {
  const usual = options.debounceRendering;
  options.debounceRendering = (draw) => draw();
  change();
  if (usual) options.debounceRendering = usual;
  else delete options.debounceRendering;
}

interface PagerProps {
  page: number;
  pages: number;
  /** The part of the address it changes. */
  name?: string;
  /** Of what, where a screen has several. */
  of?: string;
}

/** Previous and next, where there is more than one page. */
export function Pager({ page, pages, name = "page", of }: PagerProps): JSX.Element | null {
  if (pages === 1) return null;
  const words = text.value.table;
  const to = (next: number) => setQuery({ [name]: next === 1 ? null : next });
  return (
    <nav class="pager" aria-label={of ? `${words.pages}: ${of}` : words.pages}>
      <button type="button" class="usa-button usa-button--outline" disabled={page === 1} onClick={() => to(page - 1)}>
        {words.previous}
      </button>
      <span role="status">{words.page(page, pages)}</span>
      <button type="button" class="usa-button usa-button--outline" disabled={page === pages} onClick={() => to(page + 1)}>
        {words.next}
      </button>
    </nav>
  );
}

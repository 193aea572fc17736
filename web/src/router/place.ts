import { signal } from "@preact/signals";
import { type Query, withQuery } from "./routes.ts";

/**
 * Where the user is. `query` is the state of the report, in the address. `note` is state that must
 * survive reload and Back but never reach a server or a pasted link: what is typed to find a
 * student. It lives in the history entry.
 */
export interface Place {
  path: string;
  query: URLSearchParams;
  note: Readonly<Record<string, string>>;
}

export const place = signal<Place>(read());

/** Goes to another screen, or replaces the current one in the history. */
export function go(to: string, how: "push" | "replace" = "push"): void {
  write(to, {}, how);
  if (how === "push") window.scrollTo(0, 0);
}

/** Changes parts of the query and keeps the rest; null or "" removes a part. */
export function setQuery(changes: Query, how: "push" | "replace" = "replace"): void {
  const { path, query, note } = place.peek();
  write(withQuery(path, { ...Object.fromEntries(query), ...changes }), note, how);
}

/** Changes one part of the note of this history entry. */
export function setNote(key: string, value: string): void {
  const { path, query, note } = place.peek();
  write(withQuery(path, Object.fromEntries(query)), { ...note, [key]: value }, "replace");
}

/** Starts following links and the Back button; returns what stops it again. */
export function startRouter(): () => void {
  const onPop = () => {
    place.value = read();
  };
  window.addEventListener("popstate", onPop);
  document.addEventListener("click", followLink);
  return () => {
    window.removeEventListener("popstate", onPop);
    document.removeEventListener("click", followLink);
  };
}

function read(): Place {
  return {
    path: window.location.pathname,
    query: new URLSearchParams(window.location.search),
    note: (window.history.state as { note?: Record<string, string> } | null)?.note ?? {},
  };
}

function write(to: string, note: Record<string, string>, how: "push" | "replace"): void {
  const state = { note };
  if (how === "push") window.history.pushState(state, "", to);
  else window.history.replaceState(state, "", to);
  place.value = read();
}

function followLink(event: MouseEvent): void {
  const link = (event.target as Element | null)?.closest?.("a[href]");
  if (!(link instanceof HTMLAnchorElement) || !isOurs(event, link)) return;
  event.preventDefault();
  go(link.pathname + link.search);
}

function isOurs(event: MouseEvent, link: HTMLAnchorElement): boolean {
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  const here = link.origin === window.location.origin && !link.hash;
  return plain && here && !event.defaultPrevented && !link.target && !link.hasAttribute("download");
}

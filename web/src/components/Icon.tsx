import type { JSX } from "preact";

const SHAPES = {
  up: "M12 5l7 8h-5v6h-4v-6H5z",
  down: "M12 19l-7-8h5V5h4v6h5z",
  both: "M12 3l6 7H6zM12 21l-6-7h12z",
  search: "M10 3a7 7 0 015.6 11.2l5.1 5.1-1.4 1.4-5.1-5.1A7 7 0 1110 3zm0 2a5 5 0 100 10 5 5 0 000-10z",
  download: "M11 3h2v9l3-3 1.4 1.4L12 15.8l-5.4-5.4L8 9l3 3zM4 18h16v2H4z",
  print: "M7 3h10v4H7zM5 8h14a2 2 0 012 2v7h-4v4H7v-4H3v-7a2 2 0 012-2zm4 7v4h6v-4z",
  next: "M9 5l7 7-7 7-1.5-1.5L13 12 7.5 6.5z",
  warning: "M12 3l10 18H2zm-1 6v6h2V9zm0 8v2h2v-2z",
  info: "M12 2a10 10 0 110 20 10 10 0 010-20zm-1 8v7h2v-7zm0-4v2h2V6z",
  person: "M12 4a4 4 0 110 8 4 4 0 010-8zm0 10c4 0 8 2 8 5v1H4v-1c0-3 4-5 8-5z",
} as const;

/** A small picture beside a text that says the same; hidden from assistive technology. */
export function Icon({ name }: { name: keyof typeof SHAPES }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={SHAPES[name]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}

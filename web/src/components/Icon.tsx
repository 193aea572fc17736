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
  cross: "M6.4 5L12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z",
  check: "M9.5 16.2L5.3 12l-1.4 1.4 5.6 5.6L20.1 8.4 18.7 7z",
  clock: "M12 2a10 10 0 110 20 10 10 0 010-20zm0 2a8 8 0 100 16 8 8 0 000-16zm-1 3h2v4.6l3.2 3.2-1.4 1.4L11 12.4z",
  dot: "M12 8a4 4 0 110 8 4 4 0 010-8z",
  stop: "M8 2h8l6 6v8l-6 6H8l-6-6V8zm-.4 7L10.600 12l-3 3L9 16.400l3-3 3 3 1.400-1.400-3-3 3-3L15 7.600l-3 3-3-3z",
  plus: "M11 4h2v7h7v2h-7v7h-2v-7H4v-2h7z",
  edit: "M4 16.500V20h3.500L18 9.500 14.500 6zM16 4.500L19.500 8 21 6.500 17.500 3z",
  trash: "M9 3h6l1 2h4v2H4V5h4zM6 8h12l-1 13H7z",
  group: "M9 5a3.500 3.500 0 110 7 3.500 3.500 0 010-7zm7 1a3 3 0 110 6 3 3 0 010-6zM2 19c0-3 3.500-5 7-5s7 2 7 5v1H2zm15.500 1v-1c0-1.800-.8-3.300-2-4.500 3.300 0 6.500 1.700 6.500 4.500v1z",
  chart: "M4 3h2v16h15v2H4zm5 8h3v7H9zm5-5h3v12h-3z",
  upload: "M11 16V7l-3 3-1.400-1.400L12 3.200l5.400 5.400L16 10l-3-3v9zM4 18h16v2H4z",
  link: "M10 13a4 4 0 006 .4l3-3a4 4 0 00-5.700-5.700l-1.500 1.500 1.400 1.400 1.500-1.500a2 2 0 012.900 2.900l-3 3a2 2 0 01-3-.2zm4-2a4 4 0 00-6-.4l-3 3a4 4 0 005.700 5.700l1.500-1.500-1.400-1.400-1.500 1.500a2 2 0 01-2.900-2.900l3-3a2 2 0 013 .2z",
  help: "M12 2a10 10 0 110 20 10 10 0 010-20zm-1 13v2h2v-2zm1-9a4 4 0 00-4 4h2a2 2 0 114 0c0 2-3 1.800-3 4h2c0-1.500 3-2 3-4a4 4 0 00-4-4z",
  calendar: "M7 2h2v2h6V2h2v2h4v18H3V4h4zm-2 8v10h14V10z",
  book: "M6 3h12v18H6zm2 2v14h8V5zm2 3h4v2h-4zm0 4h4v2h-4z",
  same: "M4 8h16v3H4zm0 5h16v3H4z",
  person: "M12 4a4 4 0 110 8 4 4 0 010-8zm0 10c4 0 8 2 8 5v1H4v-1c0-3 4-5 8-5z",
} as const;

export type IconName = keyof typeof SHAPES;

/** The names of all of them. */
export const ICONS = Object.keys(SHAPES) as IconName[];

/** A small picture beside a text that says the same; hidden from assistive technology. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={SHAPES[name]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}

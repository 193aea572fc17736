import { signal } from "@preact/signals";
import type { JSX } from "preact";

const said = signal("");

/** Has a screen reader say something, and shows it for a moment: "Group saved". */
export function announce(message: string): void {
  said.value = "";
  // Said twice in a row, the same words must still be a change.
  setTimeout(() => {
    said.value = message;
  }, 50);
  setTimeout(() => {
    if (said.value === message) said.value = "";
  }, 8_000);
}

/** Where announcements appear; once, in the shell. */
export function Announcer(): JSX.Element {
  return (
    <div class={said.value ? "toast" : "toast toast-empty"} role="status">
      {said.value}
    </div>
  );
}

import type { ComponentChildren, JSX } from "preact";
import { text } from "../i18n/index.ts";

/** "How to read this", in plain sight under each chart. */
export function Reading({ children }: { children: ComponentChildren }): JSX.Element {
  return (
    <p class="reading">
      <strong>{text.value.charts.how}</strong> {children}
    </p>
  );
}

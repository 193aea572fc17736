import type { ComponentChildren, JSX } from "preact";
import { text } from "../i18n/index.ts";
import { href } from "../router/routes.ts";

/** "How to read this", in plain sight under each chart; `term` is the glossary's word for it. */
export function Reading({ children, term }: { children: ComponentChildren; term?: string }): JSX.Element {
  const { how, glossary } = text.value.charts;
  return (
    <p class="reading">
      <strong>{how}</strong> {children}{" "}
      <a class="reading-more" href={href("glossary", {}, { term })}>
        {glossary}
      </a>
    </p>
  );
}

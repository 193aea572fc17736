import type { JSX } from "preact";
import { language } from "../i18n/index.ts";

/** The language of what is delivered to us as data: names of levels, claims and assessments. */
const DELIVERED = "en";

/** The `lang` of delivered text, where it is not that of the page. */
export function deliveredLang(): string | undefined {
  return language.value === DELIVERED ? undefined : DELIVERED;
}

/** Delivered text, marked with its language for who hears the page. */
export function Delivered({ children }: { children: string }): JSX.Element {
  return <span lang={deliveredLang()}>{children}</span>;
}

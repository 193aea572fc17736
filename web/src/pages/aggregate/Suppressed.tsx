import type { JSX } from "preact";
import { Delivered } from "../../components/Delivered.tsx";
import { reasonOf } from "./tabulate.ts";
import { type Words, words } from "./words.ts";

/** Why figures are not shown, in words. */
export function Suppressed({ reason }: { reason: string }): JSX.Element {
  const said = reasonText(reason, words.value.report);
  return <span class="suppressed">{said ?? <Delivered>{reason}</Delivered>}</span>;
}

/** The reason in the page's language, or null where it is one we do not know. */
export function reasonText(reason: string, said: Words["report"]): string | null {
  const { why, least } = reasonOf(reason);
  if (why === "other") return null;
  return why === "withheld" ? said.withheld : said[why](least);
}

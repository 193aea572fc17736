import type { JSX } from "preact";
import type { Delivery } from "../../api/deliveries.ts";
import { count } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { words } from "./words.ts";

const PARTS = ["records", "accepted", "rejected", "waiting", "skipped"] as const;

/** What became of a delivery's records. */
export function Counts({ counts }: { counts: Delivery["counts"] }): JSX.Element {
  const said = words.value.one;
  const shown = PARTS.filter((part) => part === "records" || part === "accepted" || counts[part] > 0);
  return (
    <section class="panel" aria-labelledby="records">
      <h2 id="records">{said.countsTitle}</h2>
      <dl class="delivery-figures">
        {shown.map((part) => (
          <div key={part}>
            <dt>{said.counts[part]}</dt>
            <dd>
              <strong>{count(counts[part], language.value)}</strong>
              <span class="quiet">{said.countsWhat[part]}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

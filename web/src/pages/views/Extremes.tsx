import type { JSX } from "preact";
import type { ItemPoints } from "../../api/items.ts";
import { deliveredLang } from "../../components/Delivered.tsx";
import { Reading } from "../../components/Reading.tsx";
import { showIn } from "../../components/ShowToggle.tsx";
import { place } from "../../router/place.ts";
import { withQuery } from "../../router/routes.ts";
import { extremes, itemNumber } from "./item.ts";
import { ShareBar, shareText } from "./Parts.tsx";
import { words } from "./words.ts";

/** The items hardest and easiest for these students, each a way to the item in the table. */
export function Extremes({ items }: { items: readonly ItemPoints[] }): JSX.Element | null {
  const { hardest, easiest } = extremes(items);
  const texts = words.value.items;
  if (hardest.length === 0) return null;
  return (
    <section class="panel" aria-label={`${texts.hardest}, ${texts.easiest}`}>
      <div class="extremes">
        <Ranked heading={texts.hardest} items={hardest} />
        <Ranked heading={texts.easiest} items={easiest} />
      </div>
      <Reading term="full-credit">{texts.howExtremes}</Reading>
    </section>
  );
}

function Ranked({ heading, items }: { heading: string; items: readonly ItemPoints[] }): JSX.Element {
  return (
    <div>
      <h2>{heading}</h2>
      <ol class="ranked">
        {items.map((item) => (
          <RankedItem key={item.key} item={item} />
        ))}
      </ol>
    </div>
  );
}

function RankedItem({ item }: { item: ItemPoints }): JSX.Element {
  const show = showIn(place.value.query);
  const texts = words.value;
  const share = item.full_credit;
  return (
    <li>
      <a href={toItem(item.key)}>{texts.item.named(itemNumber(item))}</a>
      <span class="ranked-about" lang={deliveredLang()}>
        {item.target?.description || item.claim?.name}
      </span>
      <span class="ranked-figure">
        <span class="usa-sr-only">{share && texts.items.fullCredit(shareText(share, show))}</span>
        <span aria-hidden="true">
          <ShareBar share={share} show={show} />
        </span>
      </span>
    </li>
  );
}

/** The same report with the item open; it may stand on another page of the table, so that is left off. */
function toItem(key: string): string {
  const { path, query } = place.value;
  return withQuery(path, { ...Object.fromEntries(query), item: key, tab: null, page: null });
}

import type { JSX } from "preact";
import { announce } from "../../components/announce.tsx";
import { Disclosure } from "../../components/Disclosure.tsx";
import { Icon } from "../../components/Icon.tsx";
import { setQuery } from "../../router/place.ts";
import { pack } from "./pack.ts";
import { type Identity, moved } from "./tabulate.ts";
import { words } from "./words.ts";

interface Props {
  order: readonly Identity[];
  nameOf: (identity: Identity) => string;
}

/** The columns that tell rows apart, each to be moved left or right; the order stands in the address. */
export function ColumnOrder({ order, nameOf }: Props): JSX.Element {
  const said = words.value.report;
  const move = (each: Identity, by: -1 | 1) => {
    const next = moved(order, each, by);
    setQuery({ columns: pack(next) });
    announce(said.moved(nameOf(each), next.indexOf(each) + 1));
  };
  return (
    <Disclosure summary={said.columns}>
      <p class="usa-hint">{said.columnsHint}</p>
      <ol class="column-order">
        {order.map((each, place) => (
          <li key={each}>
            <button
              type="button"
              class="icon-button column-left"
              aria-label={said.left(nameOf(each))}
              disabled={place === 0}
              onClick={() => move(each, -1)}
            >
              <Icon name="next" />
            </button>
            <span>{nameOf(each)}</span>
            <button
              type="button"
              class="icon-button"
              aria-label={said.right(nameOf(each))}
              disabled={place === order.length - 1}
              onClick={() => move(each, 1)}
            >
              <Icon name="next" />
            </button>
          </li>
        ))}
      </ol>
    </Disclosure>
  );
}

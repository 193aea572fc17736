import type { JSX } from "preact";
import { Icon } from "../../components/Icon.tsx";
import { type Words, words } from "./words.ts";

interface Props {
  tab: keyof Words["none"];
  action: { label: string; href: string };
}

/** Nothing of this kind yet, and where it is made. */
export function EmptyTab({ tab, action }: Props): JSX.Element {
  const said = words.value;
  return (
    <div class="notice">
      <Icon name="info" />
      <div>
        <p class="notice-title">{said.none[tab]}</p>
        <p>{said.noneWhy[tab]}</p>
        <a class="usa-button usa-button--outline" href={action.href}>
          {action.label}
        </a>
      </div>
    </div>
  );
}

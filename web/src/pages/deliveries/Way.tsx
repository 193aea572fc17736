import type { JSX } from "preact";
import type { Delivery } from "../../api/deliveries.ts";
import { Icon, type IconName } from "../../components/Icon.tsx";
import { percent } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { moment } from "./moment.ts";
import { type Step, stepsOf } from "./status.ts";
import { words } from "./words.ts";

const ICONS: Record<Step["state"], IconName> = { done: "check", now: "clock", later: "dot", stopped: "stop" };

/** The way of a delivery, step by step. */
export function Way({ delivery }: { delivery: Delivery }): JSX.Element {
  return (
    <ol class="way">
      {stepsOf(delivery).map((step) => (
        <li key={step.key} class={`way-${step.state}`} aria-current={step.state === "now" ? "step" : undefined}>
          <Icon name={ICONS[step.state]} />
          <span class="way-name">{nameOf(step, delivery)}</span>
          <span class="quiet">{detailOf(step, delivery)}</span>
        </li>
      ))}
    </ol>
  );
}

function nameOf({ key }: Step, { counts, status }: Delivery): string {
  const said = words.value.one.steps;
  return key === "waiting" && (status === "quarantined" || counts.accepted === 0) ? said.waitingAll : said[key];
}

/** When it was reached, or how it stands. */
function detailOf({ key, state, at, share }: Step, { status }: Delivery): string {
  const said = words.value.one;
  const stopped = state === "stopped" && (status === "rejected" || status === "failed") ? said.stopped[status] : null;
  const duplicate = key === "published" && status === "duplicate" ? said.duplicate : null;
  const how = stopped ?? duplicate ?? said.states[state];
  if (at) return `${stopped || duplicate ? `${how}, ` : ""}${moment(at, language.value)}`;
  return share === null ? how : `${how}, ${percent(Math.floor(share * 100), language.value)}`;
}

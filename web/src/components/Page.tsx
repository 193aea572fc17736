import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { session } from "../auth/session.ts";
import { date } from "../format/format.ts";
import { language, text } from "../i18n/index.ts";
import { roleName } from "../i18n/roles.ts";
import { deliveredLang } from "./Delivered.tsx";
import { noteOpened } from "../recent.ts";
import { Icon } from "./Icon.tsx";

export interface Crumb {
  label: string;
  href?: string;
}

interface Props {
  heading: string;
  /** The heading is delivered text, not ours. */
  delivered?: boolean;
  /** What stands in the browser's title, where it should say more than the heading. */
  title?: string;
  lead?: ComponentChildren;
  crumbs?: readonly Crumb[];
  /** False while the heading is a placeholder: focus returns to the heading when the real one is there. */
  ready?: boolean;
  actions?: ComponentChildren;
  /** What a report is of, for paper: its filters and how many results it holds. */
  printed?: readonly (string | false | null | undefined)[];
  children?: ComponentChildren;
}

let shownBefore = false;

/** The frame of every screen: title, breadcrumb, heading, and focus on it when the screen appears. */
export function Page({ heading, title, lead, crumbs = [], ready = true, delivered = false, actions, printed = [], children }: Props): JSX.Element {
  const focused = useHeadingFocus(ready);
  useEffect(() => {
    if (ready) noteOpened(heading, typeof lead === "string" ? lead : "");
  }, [ready, heading]);
  useEffect(() => {
    document.title = `${title ?? heading} – ${text.value.app.short}`;
  }, [title ?? heading, text.value]);
  return (
    <main id="main" class="page">
      {crumbs.length > 0 && <Breadcrumb crumbs={crumbs} />}
      <div class="page-head">
        <div>
          <h1 ref={focused} tabIndex={-1} lang={delivered ? deliveredLang() : undefined}>
            {heading}
          </h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {actions && <div class="page-actions">{actions}</div>}
      </div>
      <Printed facts={printed} />
      {children}
      <PrintedBy />
    </main>
  );
}

/** Moves focus to the heading of a new screen, but not on the first one of a visit. */
function useHeadingFocus(ready: boolean) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const focus = document.activeElement;
    const free = !focus || focus === document.body || focus === heading.current || !focus.isConnected;
    if (shownBefore && (free || !ready)) heading.current?.focus({ preventScroll: true });
    shownBefore = true;
  }, [ready]);
  return heading;
}

function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }): JSX.Element {
  return (
    <nav class="crumbs" aria-label={text.value.app.breadcrumb}>
      <ol>
        {crumbs.map(({ label, href }) => (
          <li key={label} aria-current={href ? undefined : "page"}>
            {href ? <a href={href}>{label}</a> : label}
            {href && <Icon name="next" />}
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** On paper, what the report is of. */
function Printed({ facts }: { facts: readonly (string | false | null | undefined)[] }): JSX.Element | null {
  const said = facts.filter(Boolean);
  return said.length > 0 ? <p class="only-print">{said.join(" · ")}</p> : null;
}

/** Prints the page. */
export function PrintButton(): JSX.Element {
  return (
    <button type="button" class="usa-button usa-button--outline" onClick={() => window.print()}>
      <Icon name="print" />
      {text.value.app.print}
    </button>
  );
}

/** On paper, who printed it and in which role; nothing on the screen. */
function PrintedBy(): JSX.Element | null {
  const current = session.value;
  if (!current?.assignment) return null;
  const { role, role_name, organization } = current.assignment;
  const who = `${current.me.name}, ${roleName(role, role_name)}, ${organization.name}`;
  const today = date(new Date().toISOString(), language.value);
  return <p class="only-print">{text.value.app.printedBy(who, today)}</p>;
}

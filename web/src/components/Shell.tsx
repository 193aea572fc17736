import type { ComponentChildren, JSX } from "preact";
import { signOut, switchRole } from "../auth/enter.ts";
import { session } from "../auth/session.ts";
import { language, setLanguage, text } from "../i18n/index.ts";
import { roleName } from "../i18n/roles.ts";
import { go } from "../router/place.ts";
import { href } from "../router/routes.ts";
import { settings } from "../settings.ts";
import { Announcer } from "./announce.tsx";
import { Icon } from "./Icon.tsx";
import { SandboxBanner } from "./SandboxBanner.tsx";

/** What stands around every screen. */
export function Shell({ children }: { children: ComponentChildren }): JSX.Element {
  const words = text.value.app;
  return (
    <>
      <a class="usa-skipnav" href="#main" onClick={skip}>
        {words.skip}
      </a>
      {settings().sandbox && <SandboxBanner />}
      <header class="masthead">
        <div class="masthead-inner">
          <Brand />
          <a class="quiet-button" href={href("help", {})}>
            <Icon name="help" />
            {words.help}
          </a>
          <Account />
          <LanguageSwitch />
        </div>
      </header>
      {children}
      <Announcer />
    </>
  );
}

/** Focus goes to the heading of the screen; the address keeps the report's state. */
function skip(event: MouseEvent): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("#main h1")?.focus();
}

function Brand(): JSX.Element {
  const { short, long } = text.value.app;
  return (
    <a class="brand" href={href("home", {})}>
      <strong>{short}</strong> <span>{long}</span>
    </a>
  );
}

function Account(): JSX.Element | null {
  const current = session.value;
  if (!current) return null;
  const words = text.value.app;
  const { me, assignment } = current;
  return (
    <div class="account" role="group" aria-label={words.account}>
      <p class="who">
        <Icon name="person" />
        <span>
          <strong>{me.name}</strong>
          {assignment && <span>{words.signedInAs(roleName(assignment.role, assignment.role_name), assignment.organization.name)}</span>}
        </span>
      </p>
      {canSwitch() && (
        <button type="button" class="quiet-button" onClick={leaveRole}>
          {words.switchRole}
        </button>
      )}
      <button type="button" class="quiet-button" onClick={() => void signOut().then(() => go(href("home", {})))}>
        {words.signOut}
      </button>
    </div>
  );
}

/** Another role may not reach the school on the screen, so it starts again from the beginning. */
function leaveRole(): void {
  switchRole();
  go(href("home", {}));
}

function canSwitch(): boolean {
  const current = session.value;
  return !!current?.assignment && (settings().sandbox || current.me.assignments.length > 1);
}

function LanguageSwitch(): JSX.Element {
  const other = language.value === "en" ? "es" : "en";
  return (
    <button type="button" class="quiet-button" lang={other} onClick={() => setLanguage(other)}>
      {text.value.app.otherLanguage}
    </button>
  );
}

import type { ComponentChildren, JSX } from "preact";
import type { ApiError } from "../api/errors.ts";
import { text } from "../i18n/index.ts";
import { href } from "../router/routes.ts";
import { Icon } from "./Icon.tsx";

/** Something is on its way. Appears only after a moment, so that quick answers do not flash. */
export function Loading(): JSX.Element {
  return (
    <div class="loading" role="status">
      <span class="loading-bar" aria-hidden="true" />
      {text.value.app.loading}
    </div>
  );
}

/** What happened, why, and what to do about it. */
export function Failed({ error, retry }: { error: ApiError; retry: () => void }): JSX.Element {
  const words = text.value.errors;
  const { title, why, next } = words[error.kind];
  const elsewhere = error.kind === "missing" || error.kind === "invalid" || error.kind === "forbidden";
  return (
    <div class="notice notice-error" role="alert">
      <Icon name="warning" />
      <div>
        <h2>{title}</h2>
        <p>
          {why} {next}
        </p>
        {error.requestId && <p class="quiet">{words.reference(error.requestId)}</p>}
        {elsewhere ? (
          <a class="usa-button" href={href("home", {})}>
            {words.toSchools}
          </a>
        ) : (
          <button type="button" class="usa-button" onClick={retry}>
            {words.retry}
          </button>
        )}
      </div>
    </div>
  );
}

interface EmptyProps {
  title: string;
  children?: ComponentChildren;
  action?: { label: string; run: () => void };
}

/** There is nothing, and that is not an error. */
export function Empty({ title, children, action }: EmptyProps): JSX.Element {
  return (
    <div class="notice">
      <Icon name="info" />
      <div>
        <p class="notice-title">{title}</p>
        {children && <p>{children}</p>}
        {action && (
          <button type="button" class="usa-button usa-button--outline" onClick={action.run}>
            {action.label}
          </button>
        )}
      </div>
    </div>
  );
}

/** A short message at the top of a page. */
export function Message({ children, urgent = false }: { children: ComponentChildren; urgent?: boolean }): JSX.Element {
  return (
    <div class={urgent ? "notice notice-error" : "notice"} role={urgent ? "alert" : "status"}>
      <Icon name={urgent ? "warning" : "info"} />
      <div>{children}</div>
    </div>
  );
}

import type { JSX } from "preact";
import { Icon } from "../../components/Icon.tsx";
import { href } from "../../router/routes.ts";
import { words } from "./words.ts";

/** A student who is unknown or out of reach: the service does not say which. */
export function NoStudent(): JSX.Element {
  const texts = words.value;
  return (
    <div class="notice" role="alert">
      <Icon name="info" />
      <div>
        <p>
          {texts.goneWhy} {texts.goneNext}
        </p>
        <a class="usa-button" href={href("home", {})}>
          {texts.toHome}
        </a>
      </div>
    </div>
  );
}

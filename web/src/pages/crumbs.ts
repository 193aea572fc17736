import type { Crumb } from "../components/Page.tsx";
import { text } from "../i18n/index.ts";
import { href } from "../router/routes.ts";

/** The way back to where everything begins. */
export function homeCrumb(): Crumb[] {
  return [{ label: text.value.app.home, href: href("home", {}) }];
}

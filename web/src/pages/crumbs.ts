import { session } from "../auth/session.ts";
import type { Crumb } from "../components/Page.tsx";
import { text } from "../i18n/index.ts";
import { href } from "../router/routes.ts";

/** The way back to the list of schools, for those who have more than one. */
export function schoolsCrumb(): Crumb[] {
  if (session.value?.assignment?.organization.type === "school") return [];
  return [{ label: text.value.school.crumb, href: href("home", {}) }];
}

import type { JSX } from "preact";
import { Message } from "../../components/Status.tsx";
import { dashboardHref } from "../../router/population.ts";
import { href } from "../../router/routes.ts";
import { words } from "./words.ts";

/** After saving: where to go on. */
export function Saved({ group }: { group: { id: string; name: string } }): JSX.Element {
  const { form, resultsOf, dashboardOf } = words.value;
  return (
    <Message>
      <p class="notice-title">{form.saved(group.name)}</p>
      <p>{form.savedNext}</p>
      <p class="saved-links">
        <a href={href("group", { groupId: group.id })}>{resultsOf(group.name)}</a>
        <a href={dashboardHref({ kind: "group", id: group.id })}>{dashboardOf(group.name)}</a>
      </p>
    </Message>
  );
}

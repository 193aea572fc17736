import type { JSX } from "preact";
import { ApiError } from "../api/errors.ts";
import { homeCrumb } from "../pages/crumbs.ts";
import { Page } from "./Page.tsx";
import { Failed } from "./Status.tsx";

/** A screen that the role of this session does not include. */
export function NotForRole({ heading }: { heading: string }): JSX.Element {
  return (
    <Page heading={heading} crumbs={[...homeCrumb(), { label: heading }]}>
      <Failed error={new ApiError("forbidden")} retry={() => undefined} />
    </Page>
  );
}

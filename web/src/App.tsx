import type { JSX } from "preact";
import { session } from "./auth/session.ts";
import { SessionGuard } from "./auth/SessionGuard.tsx";
import { Shell } from "./components/Shell.tsx";
import { AssignmentChoice } from "./pages/entry/AssignmentChoice.tsx";
import { EntryPage } from "./pages/entry/EntryPage.tsx";
import { openPageAt, pageAt } from "./pages/index.tsx";
import { place } from "./router/place.ts";

/** The whole client: whoever is not in sees the door, whatever the address; it is kept for later. */
export function App(): JSX.Element {
  return (
    <>
      <Shell>
        <Screen />
      </Shell>
      <SessionGuard />
    </>
  );
}

function Screen(): JSX.Element {
  const current = session.value;
  const { path } = place.value;
  const open = openPageAt(path);
  if (open) return open;
  if (!current) return <EntryPage key="entry" />;
  if (!current.assignment) return <AssignmentChoice key="choice" current={current} />;
  return <div key={current.assignment.id} class="contents">{pageAt(path)}</div>;
}

import type { JSX } from "preact";
import { session } from "./auth/session.ts";
import { Shell } from "./components/Shell.tsx";
import { AssignmentChoice } from "./pages/entry/AssignmentChoice.tsx";
import { EntryPage } from "./pages/entry/EntryPage.tsx";
import { pageAt } from "./pages/index.tsx";
import { place } from "./router/place.ts";

/** The whole client: whoever is not in sees the door, whatever the address; it is kept for later. */
export function App(): JSX.Element {
  return (
    <Shell>
      <Screen />
    </Shell>
  );
}

function Screen(): JSX.Element {
  const current = session.value;
  if (!current) return <EntryPage key="entry" />;
  if (!current.assignment) return <AssignmentChoice key="choice" current={current} />;
  return pageAt(place.value.path);
}

import type { JSX } from "preact";
import type { GroupWithMembers } from "../../api/groups.ts";
import { Message } from "../../components/Status.tsx";
import type { Draft } from "./draft.ts";
import { words } from "./words.ts";

interface Props {
  theirs: GroupWithMembers;
  mine: Draft;
  busy: boolean;
  onKeep: () => void;
  onTake: (theirs: GroupWithMembers) => void;
}

/** Two people changed a group: whoever is here decides which version lasts. */
export function Conflict({ theirs, mine, busy, onKeep, onTake }: Props): JSX.Element {
  const { form: texts, students } = words.value;
  return (
    <Message urgent>
      <h2>{texts.conflict}</h2>
      <p>{texts.conflictWhy}</p>
      <div class="button-row">
        <button type="button" class="usa-button" aria-disabled={busy} onClick={onKeep}>
          {texts.keepMine} ({students(mine.members.length)})
        </button>
        <button type="button" class="usa-button usa-button--outline" onClick={() => onTake(theirs)}>
          {texts.takeTheirs} ({students(theirs.members.length)})
        </button>
      </div>
    </Message>
  );
}

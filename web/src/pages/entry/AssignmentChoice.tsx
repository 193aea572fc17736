import type { JSX } from "preact";
import type { Assignment } from "../../api/types.ts";
import { choose, signOut } from "../../auth/enter.ts";
import type { Session } from "../../auth/session.ts";
import { Icon } from "../../components/Icon.tsx";
import { Page } from "../../components/Page.tsx";
import { Empty } from "../../components/Status.tsx";
import { text } from "../../i18n/index.ts";
import { roleName } from "../../i18n/roles.ts";

/** For who holds several roles: which one to work in. */
export function AssignmentChoice({ current }: { current: Session }): JSX.Element {
  const words = text.value.entry;
  const { assignments } = current.me;
  if (assignments.length === 0) return <NoAssignment />;
  return (
    <Page heading={words.chooseTitle} lead={words.chooseLead}>
      <ul class="cards cards-users">
        {assignments.map((assignment) => (
          <li key={assignment.id}>
            <AssignmentCard assignment={assignment} />
          </li>
        ))}
      </ul>
    </Page>
  );
}

function AssignmentCard({ assignment }: { assignment: Assignment }): JSX.Element {
  return (
    <button type="button" class="card card-button" onClick={() => choose(assignment)}>
      <span class="card-title">
        {roleName(assignment.role, assignment.role_name)}
        <Icon name="next" />
      </span>
      <span class="quiet">{assignment.organization.name}</span>
    </button>
  );
}

function NoAssignment(): JSX.Element {
  const words = text.value.entry;
  return (
    <Page heading={words.noRoleTitle}>
      <Empty title={words.noRoleTitle} action={{ label: words.someoneElse, run: signOut }}>
        {words.noRole}
      </Empty>
    </Page>
  );
}

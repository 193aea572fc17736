import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { getSandboxUsers } from "../../api/me.ts";
import type { ApiError } from "../../api/errors.ts";
import type { SandboxUser } from "../../api/types.ts";
import { useResource } from "../../api/useResource.ts";
import { rememberedUser } from "../../auth/memory.ts";
import { Disclosure } from "../../components/Disclosure.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Page } from "../../components/Page.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { percent } from "../../format/format.ts";
import { language, text } from "../../i18n/index.ts";
import { roleName, roleSees } from "../../i18n/roles.ts";
import { EntryMessages, type Entering } from "./EntryPage.tsx";

const POLL_MS = 2_000;

/** The sandbox's door: everybody one may be, by role; one press enters. */
export function RoleChoice({ entering }: { entering: Entering }): JSX.Element {
  const found = useResource("users", getSandboxUsers, true);
  const words = text.value.entry;
  const preparing = found.error?.kind === "loading" ? found.error : null;
  useRetryWhile(!!preparing, found.retry);
  return (
    <Page heading={words.sandboxTitle} lead={words.sandboxLead}>
      <EntryMessages failure={entering.failure} />
      {preparing && <Preparing error={preparing} />}
      {found.error && !preparing && <Failed error={found.error} retry={found.retry} />}
      {found.loading && !found.data && <Loading />}
      {found.data && <Roles users={found.data} entering={entering} />}
    </Page>
  );
}

function useRetryWhile(wanted: boolean, retry: () => void): void {
  useEffect(() => {
    if (!wanted) return undefined;
    const timer = setInterval(retry, POLL_MS);
    return () => clearInterval(timer);
  }, [wanted, retry]);
}

function Preparing({ error }: { error: ApiError }): JSX.Element {
  const words = text.value.entry;
  const progress = error.progress ?? 0;
  return (
    <div class="notice" role="status">
      <Icon name="info" />
      <div>
        <p class="notice-title">{words.preparing}</p>
        <p>{words.preparingLead}</p>
        <progress aria-label={words.preparing} max={1} value={progress} /> {percent(progress * 100, language.value)}
      </div>
    </div>
  );
}

function Roles({ users, entering }: { users: readonly SandboxUser[]; entering: Entering }): JSX.Element {
  const words = text.value.entry;
  const remembered = users.find(({ username }) => username === rememberedUser());
  const featured = users.filter((user) => user.featured);
  if (users.length === 0) return <Empty title={words.noUsers} />;
  return (
    <>
      <p class="usa-sr-only" role="status">
        {entering.name ? words.entering(entering.name) : ""}
      </p>
      {remembered && <Continue user={remembered} entering={entering} />}
      {featured.length > 0 && (
        <section class="group" aria-labelledby="featured">
          <h2 id="featured">{words.featured}</h2>
          <ul class="cards cards-users">
            {featured.map((user) => (
              <li key={user.username}>
                <UserCard user={user} entering={entering} title={roleName(user.role, user.role_name)} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <Disclosure summary={words.others} open={featured.length === 0}>
        {byRole(users).map(([role, group]) => (
          <section key={role} class="group" aria-label={role}>
            <h3 class="list-title">{role}</h3>
            <ul class="cards cards-users">
              {group.map((user) => (
                <li key={`${user.username} ${user.organization.id}`}>
                  <UserCard user={user} entering={entering} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </Disclosure>
    </>
  );
}

interface UserProps {
  user: SandboxUser;
  entering: Entering;
}

function Continue({ user, entering }: UserProps): JSX.Element {
  const words = text.value.entry;
  const name = `${roleName(user.role, user.role_name)}, ${user.organization.name}`;
  return (
    <div class="panel continue">
      <button type="button" class="usa-button" onClick={() => entering.start(user.username, name)}>
        {words.continueAs(name)}
      </button>
      <p class="quiet">{words.continueHint}</p>
    </div>
  );
}

function UserCard({ user, entering, title = user.organization.name }: UserProps & { title?: string }): JSX.Element {
  const name = `${roleName(user.role, user.role_name)}, ${user.organization.name}`;
  return (
    <button
      type="button"
      class="card card-button"
      aria-disabled={entering.name !== null}
      onClick={() => entering.name === null && entering.start(user.username, name)}
    >
      <span class="card-title">
        {title}
        <Icon name="next" />
      </span>
      <span class="quiet">
        {title === user.organization.name ? "" : `${user.organization.name}: `}
        {roleSees(user.role, user.description)}
      </span>
    </button>
  );
}

function byRole(users: readonly SandboxUser[]): [string, SandboxUser[]][] {
  const groups = new Map<string, SandboxUser[]>();
  for (const user of users) {
    const role = roleName(user.role, user.role_name);
    groups.set(role, [...(groups.get(role) ?? []), user]);
  }
  return [...groups];
}

import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { may, session } from "../../auth/session.ts";
import { Page } from "../../components/Page.tsx";
import { Empty } from "../../components/Status.tsx";
import { text } from "../../i18n/index.ts";
import { roleName } from "../../i18n/roles.ts";
import { go } from "../../router/place.ts";
import { href } from "../../router/routes.ts";
import { Groups } from "./Groups.tsx";
import { RecentReports } from "./RecentReports.tsx";
import { RecentStudents } from "./RecentStudents.tsx";
import { Schools } from "./Schools.tsx";
import { StudentSearch } from "./StudentSearch.tsx";
import { Tools, toolsOf } from "./Tools.tsx";
import "./home.scss";

/** Where everybody starts: the results within reach on the left, what else the role may do on the right. */
export function HomePage(): JSX.Element {
  const words = text.value.home;
  const current = session.value;
  useDeliveriesOnly();
  if (!seesResults() && toolsOf().length === 0) return <NothingHere />;
  return (
    <Page heading={words.title(firstName(current?.me.name ?? ""))} lead={words.lead}>
      <div class="home">
        <div>
          {seesStudents() && <StudentSearch />}
          {may("group-results", "own-groups") && <Groups />}
          {may("individual-results") && <Schools />}
        </div>
        <aside aria-label={words.aside}>
          <Tools />
          {seesStudents() && <RecentStudents />}
          <RecentReports />
        </aside>
      </div>
    </Page>
  );
}

const seesStudents = (): boolean => may("individual-results", "group-results");
const seesResults = (): boolean => seesStudents() || may("aggregate-reports");

/** Who delivers files and sees no results has one page only. */
function useDeliveriesOnly(): void {
  const only = may("deliveries") && !seesResults();
  useEffect(() => {
    if (only) go(href("deliveries", {}), "replace");
  }, [only]);
}

function firstName(name: string): string {
  return name.split(" ")[0] ?? name;
}

function NothingHere(): JSX.Element {
  const words = text.value.home;
  const role = session.value?.assignment;
  return (
    <Page heading={words.nothingTitle}>
      <Empty title={words.nothingTitle}>{words.nothing(roleName(role?.role ?? "", role?.role_name ?? ""))}</Empty>
    </Page>
  );
}

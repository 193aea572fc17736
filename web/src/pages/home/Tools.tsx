import type { JSX } from "preact";
import { may, session } from "../../auth/session.ts";
import { Icon, type IconName } from "../../components/Icon.tsx";
import { text } from "../../i18n/index.ts";
import { href } from "../../router/routes.ts";

interface Tool {
  key: keyof (typeof text.value)["home"]["tools"];
  href: string;
  icon: IconName;
  allowed: boolean;
}

/** What the role may do beside reading results. */
export function toolsOf(): Tool[] {
  // Who sees nothing and does nothing here has done nothing either.
  if ((session.value?.assignment?.permissions.length ?? 0) === 0) return [];
  const district = session.value?.assignment?.organization.type !== "state";
  const all: Tool[] = [
    { key: "aggregate", href: href("aggregate", {}), icon: "chart", allowed: may("aggregate-reports") },
    { key: "reports", href: href("reports", {}), icon: "book", allowed: may("aggregate-reports", "individual-results", "group-results") },
    { key: "export", href: href("newExport", {}), icon: "download", allowed: may("individual-results") && district },
    { key: "ownGroups", href: href("ownGroups", {}), icon: "group", allowed: may("own-groups") },
    { key: "groups", href: href("groups", {}), icon: "group", allowed: may("manage-groups") },
    { key: "links", href: href("links", {}), icon: "link", allowed: may("instructional-links") },
    { key: "availability", href: href("availability", {}), icon: "calendar", allowed: may("review-results", "operate") },
    { key: "staff", href: href("staff", {}), icon: "person", allowed: may("manage-staff") },
    { key: "accessLog", href: href("accessLog", {}), icon: "search", allowed: may("access-log") },
    { key: "activity", href: href("activity", {}), icon: "clock", allowed: true },
    { key: "deliveries", href: href("deliveries", {}), icon: "upload", allowed: may("deliveries") },
  ];
  return all.filter((each) => each.allowed);
}

/** The administrator's tools, each with a line that says what it is for. */
export function Tools(): JSX.Element | null {
  const words = text.value.home;
  const tools = toolsOf();
  if (tools.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="tools">
      <h2 id="tools">{words.toolsTitle}</h2>
      <ul class="tools">
        {tools.map(({ key, href: address, icon }) => (
          <li key={key}>
            <a href={address}>
              <Icon name={icon} />
              <span>
                <strong>{words.tools[key].name}</strong>
                <span class="quiet">{words.tools[key].what}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

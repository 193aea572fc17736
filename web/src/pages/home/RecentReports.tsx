import type { JSX } from "preact";
import { session } from "../../auth/session.ts";
import { deliveredLang } from "../../components/Delivered.tsx";
import { text } from "../../i18n/index.ts";
import { recentReports } from "../../recent.ts";

/** The reports opened lately in this tab. */
export function RecentReports(): JSX.Element | null {
  const words = text.value.home;
  const reports = recentReports(session.value?.assignment?.id ?? "");
  if (reports.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="recent-reports">
      <h2 id="recent-reports">{words.recentReports}</h2>
      <ul class="recent">
        {reports.map((each) => (
          <li key={each.href}>
            <a href={each.href} lang={deliveredLang()}>
              {each.title}
            </a>
            <span class="quiet">{each.detail}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

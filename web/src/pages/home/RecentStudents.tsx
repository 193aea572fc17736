import type { JSX } from "preact";
import { getRecentStudents } from "../../api/home.ts";
import { useResource } from "../../api/useResource.ts";
import { studentName } from "../../format/format.ts";
import { text } from "../../i18n/index.ts";
import { href } from "../../router/routes.ts";

/** The students looked at lately, as the service remembers them: the browser keeps no names. */
export function RecentStudents(): JSX.Element | null {
  const words = text.value.home;
  const found = useResource("recent students", getRecentStudents);
  const students = found.data ?? [];
  if (students.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="recent-students">
      <h2 id="recent-students">{words.recentStudents}</h2>
      <ul class="recent">
        {students.map((each) => (
          <li key={each.reference}>
            <a href={href("student", { reference: each.reference })}>
              {studentName(each.last_name, each.first_name) || words.noName}
            </a>
            <span class="quiet">{each.school.name}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

import type { JSX } from "preact";
import type { FoundStudent } from "../../api/home.ts";
import { Icon } from "../../components/Icon.tsx";
import { date, grade, studentName } from "../../format/format.ts";
import { language, text } from "../../i18n/index.ts";
import { href } from "../../router/routes.ts";

/** A student as a link to the test history. */
export function StudentRow({ student }: { student: FoundStudent }): JSX.Element {
  const words = text.value.home;
  const { reference, school, results, latest_completed: latest } = student;
  const name = studentName(student.last_name, student.first_name) || words.noName;
  return (
    <li>
      <a class="row" href={href("student", { reference })}>
        <span class="row-main">
          <span class="row-title">{name}</span>
          <span class="quiet">
            {student.student_id} · {grade(student.grade, text.value.grades)} · {school.name}
          </span>
        </span>
        <span class="row-side">
          <span>{words.resultsOf(results)}</span>
          <span class="quiet">{words.latest(date(latest, language.value))}</span>
        </span>
        <Icon name="next" />
      </a>
    </li>
  );
}

import type { JSX } from "preact";
import type { Dashboard, DashboardCard } from "../../api/dashboard.ts";
import type { Population } from "../../api/results.ts";
import { deliveredLang } from "../../components/Delivered.tsx";
import { type Show, StackedBar } from "../../components/StackedBar.tsx";
import { date, grade } from "../../format/format.ts";
import { language, text } from "../../i18n/index.ts";
import { resultsHref } from "../../router/population.ts";
import { LevelList } from "../results/Claims.tsx";
import { words } from "./words.ts";

interface Props {
  card: DashboardCard;
  found: Dashboard;
  population: Population;
  show: Show;
}

/** One interim block: who took it, and how they did. */
export function Card({ card, found, population, show }: Props): JSX.Element {
  const texts = words.value;
  const { assessment, students, levels } = card;
  const address = resultsHref({ population, assessmentId: assessment.id, year: assessment.school_year, filters: {} });
  return (
    <li class="card block">
      <p class="block-facts">
        <span class="usa-tag">{grade(assessment.grade, text.value.grades)}</span>
        <span class="quiet" lang={deliveredLang()}>
          {assessment.subject.name}
        </span>
      </p>
      <h2>
        <a href={address} lang={deliveredLang()}>
          {assessment.label}
        </a>
      </h2>
      <p class="quiet">
        {found.size === null ? texts.tested(students) : texts.testedOf(students, found.size)}
        {assessment.latest_completed && `, ${texts.latest(date(assessment.latest_completed, language.value))}`}
      </p>
      <StackedBar levels={levels} show={show} small />
      {students > 0 && <LevelList levels={levels} show={show} />}
    </li>
  );
}

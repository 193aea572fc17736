import type { JSX } from "preact";
import { getGrades, type Population } from "../../api/results.ts";
import type { Assessment, AssessmentList, Schema } from "../../api/types.ts";
import { useResource } from "../../api/useResource.ts";
import { Chip } from "../../components/Chip.tsx";
import { type Option, Select, Toggle } from "../../components/Choice.tsx";
import { deliveredLang } from "../../components/Delivered.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Empty } from "../../components/Status.tsx";
import { date, grade as gradeName, schoolYear } from "../../format/format.ts";
import { language, text } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { resultsHref } from "../../router/population.ts";
import { type AssessmentChoice, bySubject, choiceIn, chosenAssessments } from "./choice.ts";
import { words } from "./words.ts";

interface Props {
  population: Population;
  found: AssessmentList;
}

type Grades = Schema<"SchoolGrades">["grades"];

/** The list itself, with what narrows it. */
export function Assessments({ population, found }: Props): JSX.Element {
  const choice = choiceIn(place.value.query);
  const grades = useGrades(population, found);
  const shown = chosenAssessments(found.assessments, choice);
  return (
    <>
      <Filters found={found} grades={grades} choice={choice} />
      <p class="count" role="status">
        {words.value.count(shown.length)}
      </p>
      {shown.length === 0 ? (
        <NoAssessments found={found} grades={grades} choice={choice} />
      ) : choice.recent ? (
        <List assessments={shown} latest={found.latest} population={population} />
      ) : (
        bySubject(shown).map(([name, group]) => (
          <section key={name} class="group" aria-label={name}>
            <h2 lang={deliveredLang()}>{name}</h2>
            <List assessments={group} latest={found.latest} population={population} />
          </section>
        ))
      )}
    </>
  );
}

/** The grades to choose from: a school's in every year, a group's as far as the list has them. */
function useGrades({ kind, id }: Population, found: AssessmentList): Grades {
  const asked = useResource(`grades ${kind} ${id}`, (signal) =>
    kind === "school" ? getGrades(id, signal) : Promise.resolve(null),
  );
  if (asked.data) return asked.data.grades;
  const listed = [...new Set(found.assessments.map((each) => each.grade))];
  return listed.map((grade) => ({ grade, school_years: found.school_years, results: 0 }));
}

interface FiltersProps {
  found: AssessmentList;
  grades: Grades;
  choice: AssessmentChoice;
}

function Filters({ found, grades, choice }: FiltersProps): JSX.Element {
  const texts = words.value;
  return (
    <div class="panel fields" role="group" aria-label={texts.filters}>
      {found.school_year !== null && (
        <Select
          label={texts.year}
          value={String(found.school_year)}
          options={yearsOf(found)}
          onChange={(year) => setQuery({ year }, "push")}
        />
      )}
      <Select
        label={texts.subject}
        value={choice.subject}
        options={[{ value: "", label: texts.allSubjects }, ...choices(found.assessments, (each) => each.subject)]}
        onChange={(subject) => setQuery({ subject })}
      />
      <Select
        label={texts.type}
        value={choice.type}
        options={[{ value: "", label: texts.allTypes }, ...choices(found.assessments, (each) => each.type)]}
        onChange={(type) => setQuery({ type })}
      />
      <Select
        label={texts.grade}
        value={choice.grade}
        options={[{ value: "", label: texts.allGrades }, ...grades.map((each) => ({ value: each.grade, label: named(each.grade) }))]}
        onChange={(grade) => setQuery({ grade })}
      />
      <Toggle
        label={texts.order}
        value={choice.recent ? "recent" : "subject"}
        options={[
          { value: "subject", label: texts.orders.subject },
          { value: "recent", label: texts.orders.recent },
        ]}
        onChange={(order) => setQuery({ order: order === "recent" ? order : null })}
      />
    </div>
  );
}

/** The year shown is among the choices even where nothing has arrived for it. */
function yearsOf({ school_years: years, school_year: year }: AssessmentList): Option[] {
  const all = year === null || years.includes(year) ? years : [year, ...years].sort((a, b) => b - a);
  return all.map((each) => ({ value: String(each), label: schoolYear(each) }));
}

function choices(assessments: readonly Assessment[], of: (assessment: Assessment) => { code: string; name: string }): Option[] {
  const found = new Map(assessments.map((each) => [of(each).code, of(each).name]));
  return [...found].map(([value, label]) => ({ value, label }));
}

function named(grade: string): string {
  return gradeName(grade, text.value.grades);
}

interface ListProps {
  assessments: readonly Assessment[];
  latest: string | null;
  population: Population;
}

function List({ assessments, latest, population }: ListProps): JSX.Element {
  return (
    <ul class="rows">
      {assessments.map((each) => (
        <AssessmentRow key={each.id} assessment={each} newest={each.id === latest} population={population} />
      ))}
    </ul>
  );
}

interface RowProps {
  assessment: Assessment;
  newest: boolean;
  population: Population;
}

function AssessmentRow({ assessment, newest, population }: RowProps): JSX.Element {
  const texts = words.value;
  const { id, label, type, results, latest_completed: latest, school_year: year } = assessment;
  return (
    <li>
      <a class="row" href={resultsHref({ population, assessmentId: id, year, filters: {} })}>
        <span class="row-main">
          <span class="row-title" lang={deliveredLang()}>
            {label}
          </span>
          <span class="row-facts">
            <span class="usa-tag" lang={deliveredLang()}>
              {type.name}
            </span>
            <span>{named(assessment.grade)}</span>
            {newest && <Chip tone="good">{texts.newest}</Chip>}
          </span>
        </span>
        <span class="row-side">
          <strong>{texts.results(results)}</strong>
          {latest && <span class="quiet">{texts.latest(date(latest, language.value))}</span>}
        </span>
        <Icon name="next" />
      </a>
    </li>
  );
}

function NoAssessments({ found, grades, choice }: FiltersProps): JSX.Element {
  const texts = words.value;
  const { school_year: year } = found;
  if (year === null) return <Empty title={texts.none}>{texts.noneAtAll}</Empty>;
  if (found.assessments.length === 0) return <Empty title={texts.none}>{texts.noneYear(schoolYear(year))}</Empty>;
  const grade = grades.find((each) => each.grade === choice.grade);
  const others = grade?.school_years.filter((each) => each !== year) ?? [];
  const run = () => setQuery({ subject: "", type: "", grade: "" });
  return (
    <Empty title={texts.none} action={{ label: texts.clear, run }}>
      {texts.noneFilter}{" "}
      {grade && others.length > 0 && texts.elsewhere(named(grade.grade), others.map(schoolYear).join(", "))}
    </Empty>
  );
}

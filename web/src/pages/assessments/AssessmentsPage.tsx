import type { JSX } from "preact";
import { getAssessments, type Population } from "../../api/results.ts";
import type { Assessment, AssessmentList } from "../../api/types.ts";
import { useResource } from "../../api/useResource.ts";
import { type Option, Select } from "../../components/Choice.tsx";
import { deliveredLang } from "../../components/Delivered.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Page } from "../../components/Page.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { date, grade, schoolYear } from "../../format/format.ts";
import { language, text } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { resultsHref } from "../../router/population.ts";
import { schoolsCrumb } from "../crumbs.ts";
import { numberIn } from "../query.ts";

/** The assessments with results at one school, in one school year, by subject. */
export function AssessmentsPage({ population }: { population: Population }): JSX.Element {
  const year = numberIn(place.value.query, "year");
  const found = useResource(`${population.kind} ${population.id} ${year}`, (signal) => getAssessments(population, year, signal));
  const { data, error } = found;
  const name = data?.school.name;
  return (
    <Page
      heading={name ?? text.value.school.loading}
      lead={data?.school.district.name}
      ready={!!data}
      crumbs={[...schoolsCrumb(), { label: name ?? text.value.school.loading }]}
    >
      {error && <Failed error={error} retry={found.retry} />}
      {found.loading && <Loading />}
      {data && <Assessments population={population} found={data} />}
    </Page>
  );
}

function Assessments({ population, found }: { population: Population; found: AssessmentList }): JSX.Element {
  const { query } = place.value;
  const subject = query.get("subject") ?? "";
  const type = query.get("type") ?? "";
  const shown = found.assessments.filter(
    (each) => (!subject || each.subject.code === subject) && (!type || each.type.code === type),
  );
  return (
    <>
      <Filters found={found} subject={subject} type={type} />
      <p class="count" role="status">
        {text.value.school.count(shown.length)}
      </p>
      {shown.length === 0 ? (
        <NoAssessments found={found} />
      ) : (
        bySubject(shown).map(([name, group]) => <Subject key={name} name={name} assessments={group} population={population} />)
      )}
    </>
  );
}

interface FiltersProps {
  found: AssessmentList;
  subject: string;
  type: string;
}

function Filters({ found, subject, type }: FiltersProps): JSX.Element {
  const words = text.value.school;
  const years = found.school_years.map((year) => ({ value: String(year), label: schoolYear(year) }));
  return (
    <div class="panel fields" role="group" aria-label={words.filters}>
      <Select
        label={words.year}
        value={String(found.school_year)}
        options={years}
        onChange={(year) => setQuery({ year }, "push")}
      />
      <Select
        label={words.subject}
        value={subject}
        options={[{ value: "", label: words.allSubjects }, ...choices(found.assessments, (each) => each.subject)]}
        onChange={(value) => setQuery({ subject: value })}
      />
      <Select
        label={words.type}
        value={type}
        options={[{ value: "", label: words.allTypes }, ...choices(found.assessments, (each) => each.type)]}
        onChange={(value) => setQuery({ type: value })}
      />
    </div>
  );
}

function choices(
  assessments: readonly Assessment[],
  of: (assessment: Assessment) => { code: string; name: string },
): Option[] {
  const found = new Map(assessments.map((each) => [of(each).code, of(each).name]));
  return [...found].map(([value, label]) => ({ value, label }));
}

function bySubject(assessments: readonly Assessment[]): [string, Assessment[]][] {
  const groups = new Map<string, Assessment[]>();
  for (const each of assessments) {
    groups.set(each.subject.name, [...(groups.get(each.subject.name) ?? []), each]);
  }
  return [...groups];
}

interface SubjectProps {
  name: string;
  assessments: readonly Assessment[];
  population: Population;
}

function Subject({ name, assessments, population }: SubjectProps): JSX.Element {
  return (
    <section class="group" aria-label={name}>
      <h2 lang={deliveredLang()}>{name}</h2>
      <ul class="rows">
        {assessments.map((each) => (
          <AssessmentRow key={each.id} assessment={each} population={population} />
        ))}
      </ul>
    </section>
  );
}

function AssessmentRow({ assessment, population }: { assessment: Assessment; population: Population }): JSX.Element {
  const words = text.value.school;
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
            <span>{grade(assessment.grade, text.value.grades)}</span>
          </span>
        </span>
        <span class="row-side">
          <strong>{words.results(results)}</strong>
          {latest && <span class="quiet">{words.latest(date(latest, language.value))}</span>}
        </span>
        <Icon name="next" />
      </a>
    </li>
  );
}

function NoAssessments({ found }: { found: AssessmentList }): JSX.Element {
  const words = text.value.school;
  if (found.assessments.length > 0) {
    const run = () => setQuery({ subject: "", type: "" });
    return (
      <Empty title={words.none} action={{ label: words.clear, run }}>
        {words.noneFilter}
      </Empty>
    );
  }
  const year = found.school_year;
  return <Empty title={words.none}>{year ? words.noneYear(schoolYear(year)) : null}</Empty>;
}

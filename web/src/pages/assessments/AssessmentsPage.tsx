import type { JSX } from "preact";
import { getAssessments, type Population } from "../../api/results.ts";
import type { AssessmentList } from "../../api/types.ts";
import { useResource } from "../../api/useResource.ts";
import { session } from "../../auth/session.ts";
import { Icon } from "../../components/Icon.tsx";
import { Page, PrintButton } from "../../components/Page.tsx";
import { Failed, Loading } from "../../components/Status.tsx";
import { schoolYear } from "../../format/format.ts";
import { place } from "../../router/place.ts";
import { dashboardHref } from "../../router/population.ts";
import { homeCrumb } from "../crumbs.ts";
import { numberIn } from "../query.ts";
import { Assessments } from "./Assessments.tsx";
import { choiceIn, chosenAssessments } from "./choice.ts";
import { PrintReports } from "./PrintReports.tsx";
import { words } from "./words.ts";

/** The assessments with results at one school or in one group, in one school year. */
export function AssessmentsPage({ population }: { population: Population }): JSX.Element {
  const year = numberIn(place.value.query, "year");
  const found = useResource(`${population.kind} ${population.id} ${year}`, (signal) => getAssessments(population, year, signal));
  const { data, error } = found;
  const heading = data ? (data.group?.name ?? data.school.name) : words.value[population.kind];
  return (
    <Page
      heading={heading}
      lead={data && leadOf(data)}
      ready={!!data}
      crumbs={[...homeCrumb(), { label: heading }]}
      actions={data && <Actions population={population} found={data} />}
      printed={data ? printedFacts(data) : []}
    >
      {error && <Failed error={error} retry={found.retry} />}
      {found.loading && <Loading />}
      {data && <Assessments population={population} found={data} />}
    </Page>
  );
}

function leadOf({ group, school, assessments }: AssessmentList): string {
  if (!group) return school.district.name;
  const subject = assessments.find((each) => each.subject.code === group.subject)?.subject.name ?? group.subject;
  return [school.name, school.district.name, subject ?? words.value.everySubject].join(" · ");
}

function Actions({ population, found }: { population: Population; found: AssessmentList }): JSX.Element {
  return (
    <>
      {seesInterim() && (
        <a class="usa-button usa-button--outline" href={dashboardHref(population, { year: found.school_year })}>
          <Icon name="chart" />
          {words.value.dashboard}
        </a>
      )}
      {found.assessments.length > 0 && (
        <PrintReports population={population} grades={[...new Set(found.assessments.map((each) => each.grade))]} />
      )}
      <PrintButton />
    </>
  );
}

/** Whole-state roles are not shown interim results. */
function seesInterim(): boolean {
  return session.value?.assignment?.organization.type !== "state";
}

function printedFacts(found: AssessmentList): string[] {
  const choice = choiceIn(place.value.query);
  const shown = chosenAssessments(found.assessments, choice);
  const filters = [choice.subject, choice.type, choice.grade].filter(Boolean).join(", ");
  return [found.school_year === null ? "" : schoolYear(found.school_year), words.value.printed(shown.length, filters)];
}

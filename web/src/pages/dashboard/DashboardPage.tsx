import type { JSX } from "preact";
import { type Dashboard, getDashboard } from "../../api/dashboard.ts";
import { getAssessments, type Population } from "../../api/results.ts";
import { useResource } from "../../api/useResource.ts";
import { session } from "../../auth/session.ts";
import { type Option, Select } from "../../components/Choice.tsx";
import { Page, PrintButton } from "../../components/Page.tsx";
import { Reading } from "../../components/Reading.tsx";
import { showIn, ShowToggle } from "../../components/ShowToggle.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { grade as gradeName, schoolYear } from "../../format/format.ts";
import { text } from "../../i18n/index.ts";
import { go, place, setQuery } from "../../router/place.ts";
import { populationHref } from "../../router/population.ts";
import { homeCrumb } from "../crumbs.ts";
import { numberIn } from "../query.ts";
import { Card } from "./Card.tsx";
import { type CardChoice, cardChoiceIn, chosenCards, ORDERS } from "./cards.ts";
import "./dashboard.scss";
import { words } from "./words.ts";

/** How a school's or a group's students stand on each interim block. */
export function DashboardPage({ population }: { population: Population }): JSX.Element {
  const year = numberIn(place.value.query, "year");
  const found = useResource(`dashboard ${population.kind} ${population.id} ${year}`, (signal) =>
    getDashboard(population, year, signal),
  );
  const { data, error } = found;
  const name = data ? (data.group?.name ?? data.school.name) : null;
  return (
    <Page
      heading={words.value.heading}
      title={[words.value.heading, name].filter(Boolean).join(", ")}
      lead={data && [name, data.group && data.school.name, data.school.district.name].filter(Boolean).join(" · ")}
      ready={!!data}
      crumbs={[
        ...homeCrumb(),
        { label: name ?? words.value[population.kind], href: populationHref(population, { year }) },
        { label: words.value.heading },
      ]}
      actions={data && data.cards.length > 0 && <Actions />}
      printed={data ? [schoolYear(data.school_year), words.value.count(chosenOf(data).length)] : []}
    >
      {error && <Failed error={error} retry={found.retry} />}
      {found.loading && <Loading />}
      {data && <Blocks population={population} found={data} />}
    </Page>
  );
}

function Actions(): JSX.Element {
  return (
    <>
      <ShowToggle />
      <PrintButton />
    </>
  );
}

function chosenOf({ cards }: Dashboard) {
  return chosenCards(cards, cardChoiceIn(place.value.query));
}

function Blocks({ population, found }: { population: Population; found: Dashboard }): JSX.Element {
  if (session.value?.assignment?.organization.type === "state") return <NoInterim population={population} />;
  const shown = chosenOf(found);
  return (
    <>
      <Choices population={population} found={found} choice={cardChoiceIn(place.value.query)} />
      <p class="count" role="status">
        {words.value.count(shown.length)}
      </p>
      {shown.length === 0 ? (
        <NoBlocks found={found} />
      ) : (
        <>
          <ul class="cards blocks">
            {shown.map((card) => (
              <Card key={card.assessment.id} card={card} found={found} population={population} show={showIn(place.value.query)} />
            ))}
          </ul>
          <Reading>{words.value.how}</Reading>
        </>
      )}
    </>
  );
}

interface ChoicesProps {
  population: Population;
  found: Dashboard;
  choice: CardChoice;
}

function Choices({ population, found, choice }: ChoicesProps): JSX.Element {
  const texts = words.value;
  const subjects = new Map(found.cards.map(({ assessment: { subject } }) => [subject.code, subject.name]));
  const grades = [...new Set(found.cards.map((each) => each.assessment.grade))].sort();
  return (
    <div class="panel fields" role="group" aria-label={texts.filters}>
      <Select
        label={texts.year}
        value={String(found.school_year)}
        options={useYears(population, found.school_year)}
        onChange={(year) => setQuery({ year }, "push")}
      />
      <Select
        label={texts.subject}
        value={choice.subject}
        options={[{ value: "", label: texts.allSubjects }, ...[...subjects].map(([value, label]) => ({ value, label }))]}
        onChange={(subject) => setQuery({ subject })}
      />
      <Select
        label={texts.grade}
        value={choice.grade}
        options={[
          { value: "", label: texts.allGrades },
          ...grades.map((each) => ({ value: each, label: gradeName(each, text.value.grades) })),
        ]}
        onChange={(grade) => setQuery({ grade })}
      />
      <Select
        label={texts.order}
        value={choice.order}
        options={ORDERS.map((each) => ({ value: each, label: texts.orders[each] }))}
        onChange={(order) => setQuery({ order: order === ORDERS[0] ? null : order })}
      />
    </div>
  );
}

/** The school years to choose from; the one on the screen, until they are known. */
function useYears(population: Population, shown: number): Option[] {
  const { data } = useResource(`years ${population.kind} ${population.id}`, (signal) => getAssessments(population, null, signal));
  const years = [...new Set([...(data?.school_years ?? []), shown])].sort((a, b) => b - a);
  return years.map((each) => ({ value: String(each), label: schoolYear(each) }));
}

function NoInterim({ population }: { population: Population }): JSX.Element {
  const texts = words.value;
  return (
    <Empty title={texts.noInterim} action={{ label: texts.toAssessments, run: () => go(populationHref(population)) }}>
      {texts.noInterimWhy}
    </Empty>
  );
}

function NoBlocks({ found }: { found: Dashboard }): JSX.Element {
  const texts = words.value;
  if (found.cards.length === 0) return <Empty title={texts.none}>{texts.noneYear(schoolYear(found.school_year))}</Empty>;
  return (
    <Empty title={texts.none} action={{ label: texts.clear, run: () => setQuery({ subject: "", grade: "" }) }}>
      {texts.noneFilter}
    </Empty>
  );
}

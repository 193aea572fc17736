import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type AggregateOptions, getAggregateOptions } from "../../api/aggregates.ts";
import { useResource } from "../../api/useResource.ts";
import { Icon } from "../../components/Icon.tsx";
import { Page } from "../../components/Page.tsx";
import { Failed, Loading } from "../../components/Status.tsx";
import { place, setQuery } from "../../router/place.ts";
import { href } from "../../router/routes.ts";
import { AssessmentsSection } from "./AssessmentsSection.tsx";
import { type Draft, draftIn, emptyDraft, queryOf } from "./draft.ts";
import { FiltersSection } from "./FiltersSection.tsx";
import { fitted, type Problem, problemsOf, type Section, SECTIONS, startOf } from "./fit.ts";
import { PlacesSection } from "./PlacesSection.tsx";
import { usePlaceNames } from "./places.ts";
import { Review } from "./Review.tsx";
import { SubgroupsSection } from "./SubgroupsSection.tsx";
import { TypeSection } from "./TypeSection.tsx";
import { words } from "./words.ts";
import "./aggregate.scss";

/** The builder of custom aggregate reports; what is chosen stands in the address. */
export function AggregatePage(): JSX.Element {
  const said = words.value;
  const found = useResource("aggregate options", getAggregateOptions);
  return (
    <Page heading={said.title} lead={said.lead} crumbs={[{ label: said.report.crumb, href: href("reports", {}) }, { label: said.title }]}>
      {found.loading && <Loading />}
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {found.data && <Builder options={found.data} />}
    </Page>
  );
}

function Builder({ options }: { options: AggregateOptions }): JSX.Element {
  const { query } = place.value;
  const draft = fitted(query.has("type") ? draftIn(query) : startOf(options, emptyDraft()), options);
  const names = usePlaceNames(draft, options);
  const problems = problemsOf(draft, options);
  const [tried, setTried] = useState(0);
  const onChange = (part: Partial<Draft>) => setQuery(queryOf(fitted({ ...draft, ...part }, options)));
  // By then the errors stand at their fields.
  useEffect(() => {
    if (tried > 0) focusFirst(problems[0]);
  }, [tried]);
  const shared = { draft, options, onChange };
  const wrong = tried > 0 ? problems : [];
  const placeProblem = wrong.find((each) => each.section === "places");
  return (
    <div class="builder">
      <Contents problems={problems} />
      <div class="builder-sections">
        <Part name="type">
          <TypeSection {...shared} />
        </Part>
        <Part name="places">
          <PlacesSection {...shared} names={names} error={placeProblem ? words.value.problems[placeProblem.what] : null} />
        </Part>
        <Part name="assessments">
          <AssessmentsSection {...shared} problems={wrong} />
        </Part>
        <Part name="subgroups">
          <SubgroupsSection {...shared} />
        </Part>
        <Part name="filters">
          <FiltersSection {...shared} />
        </Part>
      </div>
      <Review {...shared} names={names} problems={problems} onRefused={() => setTried(tried + 1)} />
    </div>
  );
}

/** Moves the focus to the first field with an error, or to the section that has none to show it at. */
function focusFirst(problem: Problem | undefined): void {
  const wrong = ".builder :is(.picks, .field):has(.usa-error-message) input:not(:disabled)";
  const field = document.querySelector<HTMLElement>(wrong);
  (field ?? document.getElementById(problem?.section ?? ""))?.focus();
}

/** The parts of the report, each a link, with what is still to do. */
function Contents({ problems }: { problems: readonly Problem[] }): JSX.Element {
  const said = words.value;
  return (
    <nav class="builder-contents" aria-label={said.sections}>
      <ol>
        {SECTIONS.map((each) => {
          const open = problems.some(({ section }) => section === each);
          return (
            <li key={each}>
              <a href={`#${each}`}>
                <Icon name={open ? "dot" : "check"} />
                <span>
                  {said.section[each]}
                  <span class="usa-sr-only"> ({open ? said.missing : said.done})</span>
                </span>
              </a>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function Part({ name, children }: { name: Section; children: ComponentChildren }): JSX.Element {
  return (
    <section class="panel part" aria-labelledby={name}>
      <h2 id={name} tabIndex={-1}>
        {words.value.section[name]}
      </h2>
      {children}
    </section>
  );
}

import type { JSX } from "preact";
import { match, type Match, type Params, type RouteName } from "../router/routes.ts";
import { HomePage } from "./HomePage.tsx";
import { NotFoundPage } from "./NotFoundPage.tsx";
import { ResultsPage } from "./results/ResultsPage.tsx";
import { SchoolPage } from "./SchoolPage.tsx";

type Pages = { [N in RouteName]: (params: Params<N>) => JSX.Element };

/** The page of every route; the type asks for one as soon as a route is added. */
const pages: Pages = {
  home: () => <HomePage />,
  school: ({ schoolId }) => <SchoolPage key={schoolId} schoolId={schoolId} />,
  results: ({ schoolId, assessmentId }) => (
    <ResultsPage key={`${schoolId} ${assessmentId}`} schoolId={schoolId} assessmentId={assessmentId} />
  ),
};

/** The page an address belongs to. */
export function pageAt(path: string): JSX.Element {
  const found = match(path);
  return found ? render(found) : <NotFoundPage />;
}

function render<N extends RouteName>(found: Extract<Match, { name: N }>): JSX.Element {
  return pages[found.name as N](found.params as Params<N>);
}

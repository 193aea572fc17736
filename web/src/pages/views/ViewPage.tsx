import type { JSX } from "preact";
import type { Population, ResultsKey } from "../../api/results.ts";
import type { Summary } from "../../api/types.ts";
import { Empty } from "../../components/Status.tsx";
import { place } from "../../router/place.ts";
import { resultsKeyIn, type View, VIEWS } from "../../router/population.ts";
import { NotFoundPage } from "../NotFoundPage.tsx";
import { ResultsFrame } from "../results/ResultsHeader.tsx";
import { whyNot } from "../results/Views.tsx";
import { ItemsView } from "./ItemsView.tsx";
import { OptionsView } from "./OptionsView.tsx";
import { TargetsView } from "./TargetsView.tsx";
import "./views.scss";
import { words } from "./words.ts";
import { WritingView } from "./WritingView.tsx";

interface Props {
  population: Population;
  assessmentId: string;
  view: string;
}

/** Another look at the results of an assessment: by item, option, writing trait or target. */
export function ViewPage({ population, assessmentId, view }: Props): JSX.Element {
  if (!isView(view)) return <NotFoundPage />;
  const key = resultsKeyIn(population, assessmentId, place.value.query);
  return (
    <ResultsFrame resultsKey={key} view={view}>
      {(summary) => <Shown view={view} summary={summary} resultsKey={key} />}
    </ResultsFrame>
  );
}

/** What every view is given: the figures of the assessment and what identifies the report. */
export interface ViewProps {
  summary: Summary;
  resultsKey: ResultsKey;
}

const SHOWN: Record<View, (props: ViewProps) => JSX.Element> = {
  items: ItemsView,
  options: OptionsView,
  writing: WritingView,
  targets: TargetsView,
};

function Shown({ view, summary, resultsKey }: ViewProps & { view: View }): JSX.Element {
  const reason = whyNot(view, summary);
  if (reason) return <Empty title={words.value.noView}>{reason}</Empty>;
  const View = SHOWN[view];
  return <View summary={summary} resultsKey={resultsKey} />;
}

function isView(view: string): view is View {
  return (VIEWS as readonly string[]).includes(view);
}

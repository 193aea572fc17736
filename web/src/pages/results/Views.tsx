import type { JSX } from "preact";
import type { ResultsKey } from "../../api/results.ts";
import type { Summary } from "../../api/types.ts";
import { ViewLinks } from "../../components/Links.tsx";
import { place } from "../../router/place.ts";
import { resultsHref, type View, VIEWS } from "../../router/population.ts";
import { words } from "./words.ts";

interface Props {
  resultsKey: ResultsKey;
  view: View | null;
  summary: Summary;
}

/** The views of the results; one that does not exist for this assessment says why. */
export function Views({ resultsKey, view, summary }: Props): JSX.Element {
  const texts = words.value;
  const show = { show: place.value.query.get("show") };
  const links = [
    { key: "students", label: texts.views.students, href: resultsHref(resultsKey, null, show) },
    ...VIEWS.map((each) => {
      const missing = whyNot(each, summary);
      const link = { key: each, label: texts.views[each], href: resultsHref(resultsKey, each, show) };
      return missing ? { ...link, unavailable: missing } : link;
    }),
  ];
  return <ViewLinks label={texts.viewsLabel} links={links} current={view ?? "students"} />;
}

/** Why an assessment has no such view, or null where it has. */
export function whyNot(view: View, { views, assessment }: Summary): string | null {
  if (views.includes(view)) return null;
  const reasons = words.value.whyNot;
  const summative = assessment.type.code === "sum";
  if (view === "targets") return summative ? reasons.noTargets : reasons.targetsOfSummative;
  if (view === "writing") return reasons.noWriting;
  return summative ? reasons.itemsOfInterim : reasons.itemsOfEarlier;
}

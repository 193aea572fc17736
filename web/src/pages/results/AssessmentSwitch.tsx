import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { getAssessments, type ResultsKey } from "../../api/results.ts";
import type { Assessment, Summary } from "../../api/types.ts";
import { useResource } from "../../api/useResource.ts";
import { announce } from "../../components/announce.tsx";
import { Select } from "../../components/Choice.tsx";
import { Combobox } from "../../components/Combobox.tsx";
import { schoolYear } from "../../format/format.ts";
import { go, place } from "../../router/place.ts";
import { populationHref, resultsHref, type View } from "../../router/population.ts";
import { counterpart } from "./counterpart.ts";
import { words } from "./words.ts";

interface Props {
  resultsKey: ResultsKey;
  view: View | null;
  summary: Summary;
}

/** Leads to another year or another assessment of the same school or group; the filters come along. */
export function AssessmentSwitch({ resultsKey, view, summary }: Props): JSX.Element {
  const { population } = resultsKey;
  const year = summary.school_year;
  const { data } = useResource(`assessments ${population.kind} ${population.id} ${year}`, (signal) =>
    getAssessments(population, year, signal),
  );
  const years = useMemo(() => [...new Set([...(data?.school_years ?? []), year])].sort((a, b) => b - a), [data, year]);
  const others = data?.assessments ?? [];
  const current = summary.assessment.label;
  const find = (typed: string) => Promise.resolve(matching(others, typed === current ? "" : typed));
  const choose = (id: string) => go(addressOf(resultsKey, view, id, year));
  return (
    <div class="fields switch" role="group" aria-label={words.value.switch.label}>
      <Select
        label={words.value.switch.year}
        value={String(year)}
        options={years.map((each) => ({ value: String(each), label: schoolYear(each) }))}
        onChange={(value) => void toYear(resultsKey, view, summary, Number(value))}
      />
      <Combobox
        key={summary.assessment.id}
        label={words.value.switch.assessment}
        hint={words.value.switch.hint}
        scope={`assessments ${others.length}`}
        initial={current}
        find={find}
        onChoose={({ value }) => choose(value)}
      />
    </div>
  );
}

function matching(assessments: readonly Assessment[], typed: string) {
  const wanted = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return assessments
    .filter((each) => wanted.every((word) => `${each.label} ${each.subject.name}`.toLocaleLowerCase().includes(word)))
    .map((each) => ({ value: each.id, label: each.label, detail: words.value.switch.results(each.results) }));
}

/** The same assessment in another year has an id of its own; where there is none, the year's list is shown. */
async function toYear(key: ResultsKey, view: View | null, summary: Summary, year: number): Promise<void> {
  const listed = await getAssessments(key.population, year, AbortSignal.timeout(30_000)).catch(() => null);
  const same = listed && counterpart(summary.assessment, listed.assessments);
  if (same) {
    go(addressOf(key, view, same.id, year));
    return;
  }
  announce(words.value.switch.notInYear(summary.assessment.label, schoolYear(year)));
  go(populationHref(key.population, { year }));
}

/** Sessions belong to one assessment; every other filter means the same elsewhere. */
function addressOf(key: ResultsKey, view: View | null, assessmentId: string, year: number): string {
  const { sessions: _, ...filters } = key.filters;
  const show = place.peek().query.get("show");
  return resultsHref({ ...key, assessmentId, year, filters }, view, { show });
}

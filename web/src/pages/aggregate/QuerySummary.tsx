import type { JSX } from "preact";
import type { AggregateOptions, AggregateReport } from "../../api/aggregates.ts";
import { Disclosure } from "../../components/Disclosure.tsx";
import { moment } from "../../format/elapsed.ts";
import { grade, schoolYear } from "../../format/format.ts";
import { language, text } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { COMPARED, type Draft, wholeOf } from "./draft.ts";
import { describeCombination, dimensionName, nameIn } from "./names.ts";
import { usePlaceNames } from "./places.ts";
import { words } from "./words.ts";

interface Props {
  report: AggregateReport;
  options: AggregateOptions;
}

/** Everything a report was asked with, part by part; whether it is open stands in the address. */
export function QuerySummary({ report, options }: Props): JSX.Element {
  const said = words.value;
  const draft = wholeOf(report.definition);
  const names = usePlaceNames(draft, options);
  const toggle = (open: boolean) => {
    if (open !== (place.peek().query.get("summary") === "show")) setQuery({ summary: open ? "show" : null });
  };
  return (
    <Disclosure summary={said.report.summary} open={place.value.query.get("summary") === "show"} onToggle={toggle}>
      <dl class="query-summary">
        {partsOf(draft, options, names)
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        <div>
          <dt>{said.report.madeAt}</dt>
          <dd>{moment(report.created_at, language.value)}</dd>
        </div>
        <div>
          <dt>{said.report.keptUntil}</dt>
          <dd>{moment(report.expires_at, language.value)}</dd>
        </div>
      </dl>
    </Disclosure>
  );
}

function partsOf(draft: Draft, options: AggregateOptions, names: ReadonlyMap<string, string>): [string, string][] {
  const said = words.value;
  const spoken = language.value;
  const { organizations: places } = draft;
  const ids = [...places.districts, ...places.schools].map((id) => names.get(id) ?? id);
  const compared = COMPARED.filter((each) => places[each]).map((each) => said.compared[each]);
  const called = (codes: readonly string[]) =>
    [...options.conditions, ...options.completeness].filter((each) => codes.includes(each.code)).map((each) => nameIn(each, spoken));
  const subjects = draft.subjects.map((code) => options.subjects.find((each) => each.subject.code === code)?.subject.name ?? code);
  const groups = [
    ...draft.dimensions.map((each) => dimensionName(options, each, spoken)),
    ...draft.custom_subgroups.map((each) => `${each.name} (${describeCombination(each, options, spoken)})`),
  ];
  return [
    [said.section.type, said.types[draft.type]],
    [said.section.places, [...ids, ...compared].join(", ")],
    [said.kind, said.kinds[draft.assessment_type]],
    [said.subjects, subjects.join(", ")],
    [said.grades, draft.grades.map((each) => grade(each, text.value.grades)).join(", ")],
    [draft.type === "longitudinal" ? said.lastYear : said.years, draft.school_years.map(schoolYear).join(", ")],
    [said.section.subgroups, groups.join("; ")],
    [said.conditions, called(draft.conditions).join(", ")],
    [said.completeness, called(draft.completeness).join(", ")],
    [said.levels, draft.levels === "all" ? said.levelsAll : said.levelsGrouped],
  ];
}

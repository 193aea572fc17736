import type { JSX } from "preact";
import type { AggregateOptions } from "../../api/aggregates.ts";
import { Delivered } from "../../components/Delivered.tsx";
import { grade, schoolYear } from "../../format/format.ts";
import { text } from "../../i18n/index.ts";
import { type Draft, KINDS } from "./draft.ts";
import { hasOneYear, isTarget, type Problem } from "./fit.ts";
import { offeredCodes, offeredGrades, offeredKinds, offeredSubjects, offeredYears } from "./offer.ts";
import { Picks } from "./Picks.tsx";
import { words } from "./words.ts";

interface Props {
  draft: Draft;
  options: AggregateOptions;
  onChange: (part: Partial<Draft>) => void;
  /** What is amiss; none before the user has tried. */
  problems: readonly Problem[];
}

/** Which assessments: type, subjects, grades, school years, and of some reports claims or composites. */
export function AssessmentsSection({ draft, options, onChange, problems }: Props): JSX.Element {
  const said = words.value;
  const one = isTarget(draft);
  const reason = (why: keyof typeof said.why | null) => (why ? said.why[why] : null);
  const errorOf = (...what: Problem["what"][]) => {
    const found = problems.find((each) => what.includes(each.what));
    return found ? said.problems[found.what] : null;
  };
  return (
    <>
      <Picks
        single
        label={said.kind}
        options={offeredKinds(options, draft).map(({ value, why }) => ({ value, label: said.kinds[value], why: reason(why) }))}
        values={[draft.assessment_type]}
        onChange={([value]) => onChange({ assessment_type: KINDS.find((each) => each === value) ?? "sum" })}
      />
      <Picks
        single={one}
        label={one ? said.subject : said.subjects}
        error={errorOf("subjects")}
        options={offeredSubjects(options, draft).map(({ value, why, subject }) => ({
          value,
          label: <Delivered>{subject.subject.name}</Delivered>,
          why: reason(why),
        }))}
        values={draft.subjects}
        onChange={(subjects) => onChange({ subjects })}
      />
      <Codes draft={draft} options={options} onChange={onChange} />
      <Picks
        single={one}
        short
        label={one ? said.grade : said.grades}
        hint={draft.type === "longitudinal" ? said.gradesTwo : undefined}
        error={errorOf("grades", "twoGrades")}
        options={offeredGrades(options, draft).map(({ value, why }) => ({
          value,
          label: grade(value, text.value.grades),
          why: reason(why),
        }))}
        values={draft.grades}
        onChange={(grades) => onChange({ grades })}
      />
      <Picks
        single={hasOneYear(draft)}
        short
        label={draft.type === "longitudinal" ? said.lastYear : one ? said.year : said.years}
        hint={draft.type === "longitudinal" ? said.lastYearHint : undefined}
        error={errorOf("years")}
        options={offeredYears(options, draft).map(({ value, why }) => ({
          value: String(value),
          label: schoolYear(value),
          why: reason(why),
        }))}
        values={draft.school_years.map(String)}
        onChange={(years) => onChange({ school_years: years.map(Number) })}
      />
    </>
  );
}

/** Claims or composites of each chosen subject; reports without any have none to choose. */
function Codes({ draft, options, onChange }: Omit<Props, "problems">): JSX.Element | null {
  const said = words.value;
  if (draft.type !== "claim" && draft.type !== "alternate") return null;
  const found = offeredCodes(options, draft).filter(({ codes }) => codes.length > 0);
  const label = said.codes[draft.type];
  return (
    <>
      {found.map(({ subject, codes }) => {
        const here = codes.map((each) => each.code);
        const elsewhere = draft.codes.filter((each) => !here.includes(each));
        return (
          <Picks
            key={subject.subject.code}
            label={`${label}: ${subject.subject.name}`}
            hint={said.codesHint}
            options={codes.map((each) => ({ value: each.code, label: <Delivered>{each.name}</Delivered> }))}
            values={draft.codes}
            onChange={(values) => onChange({ codes: [...elsewhere, ...values] })}
          />
        );
      })}
    </>
  );
}

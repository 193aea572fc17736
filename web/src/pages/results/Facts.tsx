import type { ComponentChildren, JSX } from "preact";
import type { Summary } from "../../api/types.ts";
import { count, grade, percent, scoreWithError } from "../../format/format.ts";
import { language, text } from "../../i18n/index.ts";
import { words } from "./words.ts";

/** The few figures everybody looks for first. */
export function Facts({ summary }: { summary: Summary }): JSX.Element {
  const texts = words.value;
  const { average, met, scored } = summary;
  return (
    <dl class="facts">
      <Fact term={texts.gradeAssessed}>{grade(summary.grade_assessed, text.value.grades)}</Fact>
      <Fact term={texts.results} detail={texts.students(summary.students)}>
        {count(summary.results, language.value)}
      </Fact>
      <Fact term={texts.average}>{scoreWithError(average.scale_score, average.standard_error)}</Fact>
      {met && scored > 0 && (
        <Fact term={texts.met} detail={texts.metOf(met.count, scored)}>
          {percent(met.percent, language.value)}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ term, detail, children }: { term: string; detail?: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="fact">
      <dt>{term}</dt>
      <dd>
        <strong>{children}</strong>
        {detail && <span class="quiet">{detail}</span>}
      </dd>
    </div>
  );
}

import type { JSX } from "preact";
import type { Summary } from "../../api/types.ts";
import { LevelTable } from "../../components/LevelTable.tsx";
import { Reading } from "../../components/Reading.tsx";
import { ScoreScale } from "../../components/ScoreScale.tsx";
import { type Show, StackedBar } from "../../components/StackedBar.tsx";
import { percent } from "../../format/format.ts";
import { covers, FEW, knownRange, levelName } from "../../format/levels.ts";
import { language, text } from "../../i18n/index.ts";

/** How the results spread over the levels, and where their average stands on the scale. */
export function Levels({ summary, show }: { summary: Summary; show: Show }): JSX.Element {
  const words = text.value.results;
  const cutoff = summary.standard_cutoff ?? null;
  const title = isBlock(summary) ? words.categories : words.levels;
  return (
    <section class="panel" aria-labelledby="levels">
      <h2 id="levels">{title}</h2>
      <Headline summary={summary} />
      <StackedBar levels={summary.levels} show={show} cutoff={cutoff} />
      <div class="columns">
        <div>
          <LevelTable
            levels={summary.levels}
            scored={summary.scored}
            caption={title}
            ranged={covers(summary.levels, knownRange(summary.score_range))}
          />
          <Unscored missing={summary.results - summary.scored} />
          <Reading>{howToRead(summary)}</Reading>
        </div>
        <Scale summary={summary} />
      </div>
    </section>
  );
}

/** Interim blocks place results in categories, everything else in achievement levels. */
function isBlock({ assessment }: Summary): boolean {
  return assessment.type.code === "iab";
}

function howToRead(summary: Summary): string {
  const words = text.value.results;
  const { scored } = summary;
  const said = [
    isBlock(summary) ? words.howCategories : words.howLevels,
    summary.standard_cutoff === null ? "" : words.howCut,
    scored > 0 && scored < FEW ? words.howFew(scored) : "",
  ];
  return said.filter(Boolean).join(" ");
}

function Headline({ summary }: { summary: Summary }): JSX.Element | null {
  const first = summary.levels.find((each) => each.level === summary.standard_cutoff);
  if (!summary.met || !first || summary.scored === 0) return null;
  const { headline, headlineTop } = text.value.results;
  const say = first.level === summary.levels.at(-1)?.level ? headlineTop : headline;
  return <p class="headline">{say(percent(summary.met.percent, language.value), levelName(first, language.value))}</p>;
}

function Unscored({ missing }: { missing: number }): JSX.Element | null {
  return missing > 0 ? <p class="quiet">{text.value.results.unscored(missing)}</p> : null;
}

function Scale({ summary }: { summary: Summary }): JSX.Element | null {
  const { average, levels } = summary;
  const range = knownRange(summary.score_range);
  if (!range || average.scale_score === null) return null;
  const words = text.value.results;
  return (
    <div>
      <h3>{words.scale}</h3>
      <ScoreScale average={average} range={range} levels={levels} />
      <Reading>{words.howScale}</Reading>
    </div>
  );
}

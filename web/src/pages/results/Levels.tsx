import type { JSX } from "preact";
import type { ResultsKey } from "../../api/results.ts";
import type { Summary } from "../../api/types.ts";
import { LevelTable } from "../../components/LevelTable.tsx";
import { Reading } from "../../components/Reading.tsx";
import { ScoreScale } from "../../components/ScoreScale.tsx";
import { type Show, StackedBar } from "../../components/StackedBar.tsx";
import { percent } from "../../format/format.ts";
import { covers, FEW, knownRange, levelName } from "../../format/levels.ts";
import { language } from "../../i18n/index.ts";
import { Comparison } from "./Comparison.tsx";
import { Percentiles } from "./Percentiles.tsx";
import { Resources } from "./Resources.tsx";
import { isBlock } from "./student.ts";
import { words } from "./words.ts";

interface Props {
  summary: Summary;
  resultsKey: ResultsKey;
  show: Show;
}

/** How the results spread over the levels, beside those of others, and where their average stands. */
export function Levels({ summary, resultsKey, show }: Props): JSX.Element {
  const texts = words.value;
  const cutoff = summary.standard_cutoff ?? null;
  const title = isBlock(summary) ? texts.categories : texts.levels;
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
        <div>
          <Scale summary={summary} />
          <Resources summary={summary} />
        </div>
      </div>
      <Percentiles resultsKey={resultsKey} />
      <Comparison summary={summary} resultsKey={resultsKey} show={show} />
    </section>
  );
}

function howToRead(summary: Summary): string {
  const texts = words.value;
  const { scored } = summary;
  const said = [
    isBlock(summary) ? texts.howCategories : texts.howLevels,
    summary.standard_cutoff === null ? "" : texts.howCut,
    scored > 0 && scored < FEW ? texts.howFew(scored) : "",
  ];
  return said.filter(Boolean).join(" ");
}

function Headline({ summary }: { summary: Summary }): JSX.Element | null {
  const first = summary.levels.find((each) => each.level === summary.standard_cutoff);
  if (!summary.met || !first || summary.scored === 0) return null;
  const { headline, headlineTop } = words.value;
  const say = first.level === summary.levels.at(-1)?.level ? headlineTop : headline;
  return <p class="headline">{say(percent(summary.met.percent, language.value), levelName(first, language.value))}</p>;
}

function Unscored({ missing }: { missing: number }): JSX.Element | null {
  return missing > 0 ? <p class="quiet">{words.value.unscored(missing)}</p> : null;
}

function Scale({ summary }: { summary: Summary }): JSX.Element | null {
  const { average, levels } = summary;
  const range = knownRange(summary.score_range);
  if (!range || average.scale_score === null) return null;
  return (
    <>
      <h3>{words.value.scale}</h3>
      <ScoreScale average={average} range={range} levels={levels} />
      <Reading>{words.value.howScale}</Reading>
    </>
  );
}

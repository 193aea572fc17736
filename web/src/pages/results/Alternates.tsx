import type { JSX } from "preact";
import type { AlternateSummary } from "../../api/types.ts";
import { deliveredLang } from "../../components/Delivered.tsx";
import { Reading } from "../../components/Reading.tsx";
import { type Show, StackedBar } from "../../components/StackedBar.tsx";
import { scoreWithError } from "../../format/format.ts";
import { LevelList } from "./Claims.tsx";
import { words } from "./words.ts";

interface Props {
  alternates: readonly AlternateSummary[];
  show: Show;
}

/** The scores beside the overall one, such as composites of domains. */
export function Alternates({ alternates, show }: Props): JSX.Element {
  const texts = words.value;
  return (
    <section class="panel" aria-labelledby="alternates">
      <h2 id="alternates">{texts.alternates}</h2>
      <div class="cards">
        {alternates.map((each) => (
          <div key={each.code} class="card">
            <h3 lang={deliveredLang()}>{each.name}</h3>
            <p class="quiet">
              {texts.averageOf} {scoreWithError(each.average.scale_score, each.average.standard_error)}
              {", "}
              {texts.scored(each.scored)}
            </p>
            <StackedBar levels={each.levels} show={show} small />
            {each.scored > 0 && <LevelList levels={each.levels} show={show} />}
          </div>
        ))}
      </div>
      <Reading>{texts.howAlternates}</Reading>
    </section>
  );
}

import type { JSX } from "preact";
import { LevelLabel } from "../../components/LevelLabel.tsx";
import { LevelTable } from "../../components/LevelTable.tsx";
import { Reading } from "../../components/Reading.tsx";
import { ScoreScale } from "../../components/ScoreScale.tsx";
import { ScoreStrip } from "../../components/ScoreStrip.tsx";
import { StackedBar } from "../../components/StackedBar.tsx";
import { TrendChart } from "../../components/TrendChart.tsx";
import { Exhibit, State } from "./GalleryPage.tsx";
import { categories, levels, RANGE, scored } from "./samples.ts";

const USUAL = levels([12, 25, 31, 18]);

/** The pictures of reports. */
export function Charts(): JSX.Element {
  return (
    <>
      <Exhibit name="StackedBar">
        <State name="percent, with the cut">
          <StackedBar levels={USUAL} show="percent" cutoff={3} />
        </State>
        <State name="number">
          <StackedBar levels={USUAL} show="number" cutoff={3} />
        </State>
        <State name="nobody above the cut, one very small level">
          <StackedBar levels={levels([1, 214, 0, 0])} show="percent" cutoff={3} />
        </State>
        <State name="reporting categories, small">
          <StackedBar levels={categories([7, 9, 5])} show="percent" small />
        </State>
        <State name="nothing scored">
          <StackedBar levels={levels([0, 0, 0, 0])} show="percent" cutoff={3} />
        </State>
      </Exhibit>
      <Exhibit name="LevelTable">
        <LevelTable levels={USUAL} scored={86} caption="Achievement levels" ranged />
        <Reading term="level">Each block is the share of results in one level.</Reading>
      </Exhibit>
      <Exhibit name="LevelLabel">
        <p class="chips">
          {USUAL.map((each) => (
            <LevelLabel key={each.level} level={each} />
          ))}
        </p>
      </Exhibit>
      <Exhibit name="ScoreScale">
        <State name="with an error band">
          <ScoreScale average={{ scale_score: 2511, standard_error: 9 }} range={RANGE} levels={USUAL} />
        </State>
        <State name="at the low end, error not known">
          <ScoreScale average={{ scale_score: 2202, standard_error: null }} range={RANGE} levels={USUAL} />
        </State>
      </Exhibit>
      <Exhibit name="ScoreStrip">
        <p>
          <ScoreStrip student={scored(2511, 24)} range={RANGE} cut={2502} />
        </p>
        <p>
          <ScoreStrip student={scored(2725, 40)} range={RANGE} cut={2502} />
        </p>
        <p>
          <ScoreStrip student={scored(null, null)} range={RANGE} cut={2502} />
        </p>
      </Exhibit>
      <Exhibit name="TrendChart">
        <TrendChart
          label="Scale scores over three years"
          steps={[
            { key: "2024", label: "2023–24, grade 3" },
            { key: "2025", label: "2024–25, grade 4" },
            { key: "2026", label: "2025–26, grade 5" },
          ]}
          series={[
            {
              key: "one",
              name: "Alder Elementary",
              points: [
                { step: "2024", value: 2410, error: 12, n: 82 },
                { step: "2025", value: 2468, error: 11, n: 85 },
                { step: "2026", value: 2511, error: 9, n: 86 },
              ],
            },
            {
              key: "two",
              name: "Birch Elementary",
              points: [
                { step: "2024", value: 2440, error: 14, n: 61 },
                { step: "2026", value: 2489, error: 13, n: 58 },
              ],
            },
          ]}
          bands={["2024", "2025", "2026"].map((step, place) => ({
            step,
            levels: USUAL.map((each) => ({ ...each, low: (each.low ?? 0) - 60 + place * 30, high: (each.high ?? 0) - 60 + place * 30 })),
          }))}
        />
      </Exhibit>
    </>
  );
}

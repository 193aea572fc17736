import type { JSX } from "preact";
import type { ScoredLevelCount } from "../api/types.ts";
import { count, percent, score } from "../format/format.ts";
import { language, text } from "../i18n/index.ts";
import { LevelLabel } from "./LevelLabel.tsx";

interface Props {
  levels: readonly ScoredLevelCount[];
  scored: number;
  caption: string;
  /** Whether the score alone decides the level, so that its range says something. */
  ranged: boolean;
}

/** The legend of a distribution, which is also its table: level, scores, count and share. */
export function LevelTable({ levels, scored, caption, ranged }: Props): JSX.Element {
  const words = text.value.charts;
  return (
    <table class="usa-table level-table">
      <caption class="usa-sr-only">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.level}</th>
          {ranged && <th scope="col" class="numeric range">{words.range}</th>}
          <th scope="col" class="numeric">{words.count}</th>
          <th scope="col" class="numeric">{words.share}</th>
        </tr>
      </thead>
      <tbody>
        {levels.map((each) => (
          <tr key={each.level}>
            <th scope="row">
              <LevelLabel level={each} />
            </th>
            {ranged && (
              <td class="numeric range">
                {score(each.low)}–{score(each.high)}
              </td>
            )}
            <td class="numeric">{count(each.count, language.value)}</td>
            <td class="numeric">{percent(each.percent, language.value)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{words.total}</th>
          {ranged && <td class="range" />}
          <td class="numeric">{count(scored, language.value)}</td>
          <td />
        </tr>
      </tfoot>
    </table>
  );
}

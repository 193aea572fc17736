import type { JSX } from "preact";
import { type ComparisonRow, getComparison } from "../../api/comparison.ts";
import { usePolled } from "../../api/polling.ts";
import { keyText, type ResultsKey } from "../../api/results.ts";
import type { LevelCount, Summary } from "../../api/types.ts";
import { Reading } from "../../components/Reading.tsx";
import { figure, type Show, StackedBar } from "../../components/StackedBar.tsx";
import { Failed, Loading } from "../../components/Status.tsx";
import { count, percent, scoreWithError } from "../../format/format.ts";
import { levelClass } from "../../format/levels.ts";
import { language } from "../../i18n/index.ts";
import { beingCounted, namedLevels } from "./comparison.ts";
import { words } from "./words.ts";

/** After so many questions it says that counting takes long. */
const LONG = 8;

interface Props {
  summary: Summary;
  resultsKey: ResultsKey;
  show: Show;
}

/** These results beside those of the school, the district and the state. */
export function Comparison({ summary, resultsKey, show }: Props): JSX.Element {
  const texts = words.value.comparison;
  const key = { ...resultsKey, filters: {} };
  const found = usePolled(`comparison ${keyText(key)}`, (signal) => getComparison(key, signal), beingCounted);
  const filtered = Object.keys(resultsKey.filters).length > 0;
  return (
    <section class="comparison" aria-labelledby="comparison">
      <h3 id="comparison">{texts.title}</h3>
      {filtered && <p class="quiet">{texts.unfiltered}</p>}
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {!found.data && found.loading && <Loading />}
      {found.data && (
        <ul class="compared">
          {found.data.rows.map((row) => (
            <Row key={row.kind} row={row} summary={summary} show={show} />
          ))}
        </ul>
      )}
      {found.data && beingCounted(found.data) && found.asked >= LONG && <p class="quiet">{texts.slow}</p>}
      {found.data && <Reading>{texts.how}</Reading>}
    </section>
  );
}

interface RowProps {
  row: ComparisonRow;
  summary: Summary;
  show: Show;
}

function Row({ row, summary, show }: RowProps): JSX.Element {
  const texts = words.value.comparison;
  const levels = namedLevels(row, summary.levels);
  return (
    <li>
      <div class="compared-head">
        <strong>{nameOf(row, summary)}</strong>
        <span class="quiet">{texts.kinds[row.kind]}</span>
        {row.standing === "shown" && <Figures row={row} />}
      </div>
      {row.standing !== "shown" && (
        <p class="quiet" role={row.standing === "being-counted" ? "status" : undefined}>
          {texts.standing[row.standing]}
        </p>
      )}
      {levels && (
        <>
          <StackedBar levels={levels} show={show} cutoff={summary.standard_cutoff} small />
          <Shares levels={levels} show={show} />
        </>
      )}
      {row.standing === "shown" && !levels && <p class="quiet">{texts.coarse}</p>}
      {row.partial && <p class="quiet">{texts.partial}</p>}
    </li>
  );
}

function nameOf({ kind, organization }: ComparisonRow, summary: Summary): string {
  if (kind === "group" && summary.group) return summary.group.name;
  return organization?.name ?? words.value.comparison.state;
}

/** How many students, their average with its error, and the share that met the standard. */
function Figures({ row }: { row: ComparisonRow }): JSX.Element {
  const texts = words.value.comparison;
  const { results, average, met, rounded } = row;
  const n = results === null ? "" : count(results, language.value);
  return (
    <span class="compared-figures">
      {n && <span>{rounded ? texts.about(n) : texts.students(n)}</span>}
      {average && <span>{texts.average(scoreWithError(average.scale_score, average.standard_error))}</span>}
      {met && <span>{texts.met(percent(met.percent, language.value))}</span>}
    </span>
  );
}

/** Each level's number and figure, since a narrow block has no room for its own. */
function Shares({ levels, show }: { levels: readonly LevelCount[]; show: Show }): JSX.Element {
  return (
    <div class="shares" aria-hidden="true">
      {levels.map((each) => (
        <span key={each.level}>
          <span class={`swatch ${levelClass(each.color, each.level)}`}>{each.level}</span> {figure(each, show)}
        </span>
      ))}
    </div>
  );
}

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { type ConditionCount, getWriting, type ItemPoints, type TraitPoints, type WritingReport } from "../../api/items.ts";
import { keyText } from "../../api/results.ts";
import { useResource } from "../../api/useResource.ts";
import type { Column } from "../../components/DataTable.tsx";
import { deliveredLang } from "../../components/Delivered.tsx";
import { Reading } from "../../components/Reading.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { showIn } from "../../components/ShowToggle.tsx";
import type { Show } from "../../components/StackedBar.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { count, NONE } from "../../format/format.ts";
import { FEW } from "../../format/levels.ts";
import { language, text } from "../../i18n/index.ts";
import { place } from "../../router/place.ts";
import { itemNumber, pointValues } from "./item.ts";
import { ClaimTarget, placeIds, pointColumns, shareText } from "./Parts.tsx";
import type { ViewProps } from "./ViewPage.tsx";
import { type Words, words } from "./words.ts";

/** How the students wrote: each trait of each essay, or of each purpose essays were written for. */
export function WritingView({ summary, resultsKey }: ViewProps): JSX.Element {
  const found = useResource(`writing ${keyText(resultsKey)}`, (signal) => getWriting(resultsKey, signal));
  const { data } = found;
  return (
    <>
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {found.loading && <Loading />}
      {data && <Writing report={data} kept={summary.in_review > 0} />}
    </>
  );
}

/** One table of traits: of an essay item, or of a purpose. */
interface Essays {
  key: string;
  name: string;
  delivered: boolean;
  item: ItemPoints | null;
  essays: number;
  traits: readonly TraitPoints[];
  conditions: readonly ConditionCount[];
}

interface WritingProps {
  report: WritingReport;
  /** Under review: shown, but no files are made of it. */
  kept: boolean;
}

function Writing({ report, kept }: WritingProps): JSX.Element {
  const texts = words.value;
  const written = essaysOf(report, texts);
  const without = report.purposes.filter((each) => each.essays === 0).map(({ purpose }) => purpose.name);
  if (written.length === 0) return <Empty title={texts.writing.none}>{texts.writing.noneNext}</Empty>;
  return (
    <>
      {written.map((each) => (
        <EssaySection key={each.key} essays={each} report={report} kept={kept} />
      ))}
      {without.length > 0 && <p class="quiet">{texts.writing.purposesWithout(without.join(", "))}</p>}
    </>
  );
}

function essaysOf({ items, purposes }: WritingReport, texts: Words): Essays[] {
  return [
    ...items.map((item) => ({
      key: item.key,
      name: texts.writing.essay(texts.item.named(itemNumber(item)), item.writing_purpose ?? ""),
      delivered: false,
      item,
      essays: item.scored,
      traits: item.traits,
      conditions: item.condition_codes,
    })),
    ...purposes
      .filter((each) => each.essays > 0)
      .map(({ purpose, essays, traits, condition_codes: conditions }) => ({
        key: purpose.code,
        name: purpose.name,
        delivered: true,
        item: null,
        essays,
        traits,
        conditions,
      })),
  ];
}

function EssaySection({ essays, report, kept }: WritingProps & { essays: Essays }): JSX.Element {
  const texts = words.value;
  const show = showIn(place.value.query);
  const columns = useMemo(() => columnsOf(essays, texts, show), [essays.key, report, texts, show]);
  const id = `essays-${essays.key}`;
  return (
    <section class="panel panel-wide" aria-labelledby={id}>
      <h2 id={id} lang={essays.delivered ? deliveredLang() : undefined}>
        {essays.name}
      </h2>
      {essays.item && <EssayItem item={essays.item} show={show} />}
      <ReportTable
        name={essays.key.toLowerCase()}
        caption={texts.writing.caption(essays.name)}
        columns={columns}
        rows={essays.traits}
        keyOf={(row) => row.category}
        sortedBy="category"
        file={kept ? null : [report.group?.name ?? report.school.name, report.assessment.label, essays.name, report.school_year]}
        ids={placeIds(report, text.value.csv)}
        count={texts.writing.essays(essays.essays)}
      />
      <Conditions conditions={essays.conditions} />
      <Reading term="writing-trait">
        {texts.writing.how} {essays.item && texts.writing.howTransformed} {essays.essays < FEW && texts.items.few(essays.essays)}
      </Reading>
    </section>
  );
}

/** What the essay is about, and how many earned every point of it. */
function EssayItem({ item, show }: { item: ItemPoints; show: Show }): JSX.Element {
  const texts = words.value;
  const { full_credit: full, not_answered: silent } = item;
  return (
    <div class="essay-item">
      <ClaimTarget item={item} words={texts} />
      <p class="quiet">
        {[
          item.difficulty && texts.item.difficulties[item.difficulty],
          item.standards.map(({ code }) => code).join(", "),
          full && texts.writing.full(shareText(full, show)),
          silent > 0 && texts.writing.notAnswered(silent),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </div>
  );
}

/** Essays that got a code in place of points. */
function Conditions({ conditions }: { conditions: readonly ConditionCount[] }): JSX.Element | null {
  if (conditions.length === 0) return null;
  const texts = words.value.writing;
  const said = conditions.map((each) => texts.condition(each.code, texts.conditionNames[each.code] ?? "", each.count));
  return (
    <p class="conditions">
      {texts.conditions} {said.join(", ")}.
    </p>
  );
}

function columnsOf({ traits }: Essays, words: Words, show: Show): Column<TraitPoints>[] {
  const texts = words.writing;
  return [
    {
      key: "category",
      heading: texts.category,
      // The order of the report is that of the scoring guide.
      value: (row) => traits.findIndex(({ category }) => category === row.category),
      cell: (row) => <span lang={deliveredLang()}>{row.category}</span>,
      csv: [{ heading: texts.category, value: (row) => row.category }],
    },
    {
      key: "average",
      heading: texts.average,
      numeric: true,
      value: (row) => row.average_points,
      cell: (row) => averageOf(row),
      csv: [
        { heading: texts.averageCsv, value: (row) => row.average_points },
        { heading: texts.maxCsv, value: (row) => row.max_points },
      ],
    },
    {
      key: "scored",
      heading: texts.scored,
      numeric: true,
      value: (row) => row.scored,
      cell: (row) => count(row.scored, language.value),
    },
    ...pointColumns<TraitPoints>(pointValues(traits), texts.points, show),
  ];
}

function averageOf({ average_points: average, max_points: most }: TraitPoints): string {
  if (average === null) return NONE;
  const written = new Intl.NumberFormat(language.value, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(average);
  return `${written} / ${most}`;
}

import type { JSX } from "preact";
import type { Item, PointShare } from "../../api/items.ts";
import type { Column, CsvField } from "../../components/DataTable.tsx";
import { Delivered, deliveredLang } from "../../components/Delivered.tsx";
import type { Show } from "../../components/StackedBar.tsx";
import { count, NONE, percent } from "../../format/format.ts";
import type { Dictionary } from "../../i18n/en.ts";
import { language } from "../../i18n/index.ts";
import { itemNumber } from "./item.ts";
import type { Words } from "./words.ts";

/** A count and the share it is. */
interface Share {
  count: number;
  percent: number;
}

/** A share as text and as a small bar; its figure in the form the user chose. */
export function ShareBar({ share, show }: { share: Share | null; show: Show }): JSX.Element {
  if (!share) return <>{NONE}</>;
  return (
    <span class="share">
      <span class="share-figure">{shareText(share, show)}</span>
      <span class="share-bar" aria-hidden="true">
        <span style={{ width: `${share.percent}%` }} />
      </span>
    </span>
  );
}

/** A share in the form the user chose. */
export function shareText(share: Share, show: Show): string {
  return show === "percent" ? percent(share.percent, language.value) : count(share.count, language.value);
}

/** What a column of shares sorts by. */
export function shareValue(share: Share | null | undefined, show: Show): number | null {
  if (!share) return null;
  return show === "percent" ? share.percent : share.count;
}

type Described = Pick<Item, "key" | "position" | "claim" | "target" | "difficulty" | "standards">;

const DIFFICULTIES = ["easy", "moderate", "difficult"];

/** The columns that say which item it is and what it is about; on the screen one for claim and target. */
export function itemColumns<Row extends Described>(words: Words): Column<Row>[] {
  const texts = words.item;
  return [
    {
      key: "item",
      heading: texts.number,
      value: (row) => row.position ?? row.key,
      cell: (row) => itemNumber(row),
    },
    {
      key: "claim",
      heading: texts.claimTarget,
      value: (row) => row.claim && `${row.claim.name} ${row.target?.name ?? ""}`,
      cell: (row) => <ClaimTarget item={row} words={words} />,
      csv: claimFields(words),
    },
    {
      key: "difficulty",
      heading: texts.difficulty,
      value: (row) => (row.difficulty ? DIFFICULTIES.indexOf(row.difficulty) : null),
      cell: (row) => (row.difficulty ? texts.difficulties[row.difficulty] : NONE),
      csv: [{ heading: texts.difficulty, value: (row) => row.difficulty && texts.difficulties[row.difficulty] }],
    },
    {
      key: "standards",
      heading: texts.standards,
      value: (row) => row.standards.map((each) => each.code).join(" ") || null,
      cell: (row) => <Standards item={row} />,
    },
  ];
}

function claimFields<Row extends Described>(words: Words): CsvField<Row>[] {
  return [
    { heading: words.info.claim, value: (row) => row.claim?.name },
    { heading: words.info.target, value: (row) => row.target?.name },
    { heading: words.targets.description, value: (row) => row.target?.description },
  ];
}

/** An item's claim, and below it the target. */
export function ClaimTarget({ item, words }: { item: Described; words: Words }): JSX.Element {
  const { claim, target } = item;
  if (!claim && !target) return <>{NONE}</>;
  return (
    <span class="claim-target">
      {claim && <span lang={deliveredLang()}>{claim.name}</span>}
      {target && <span class="quiet">{words.item.target(target.name)}</span>}
    </span>
  );
}

function Standards({ item }: { item: Described }): JSX.Element {
  if (item.standards.length === 0) return <>{NONE}</>;
  return (
    <span class="chips">
      {item.standards.map(({ code }) => (
        <span key={code} class="usa-tag">
          <Delivered>{code}</Delivered>
        </span>
      ))}
    </span>
  );
}

/** How many earned every point there is. */
export function fullColumn<Row extends { full_credit: Share | null }>(words: Words, show: Show): Column<Row> {
  const heading = words.item.full;
  return {
    key: "full",
    heading,
    value: (row) => shareValue(row.full_credit, show),
    cell: (row) => <ShareBar share={row.full_credit} show={show} />,
    csv: [
      { heading: `${heading} (n)`, value: (row) => row.full_credit?.count },
      { heading: `${heading} (%)`, value: (row) => row.full_credit?.percent },
    ],
  };
}

/** A column for each number of points; empty where a row cannot have as many. */
export function pointColumns<Row extends { points: readonly PointShare[] }>(
  values: readonly number[],
  heading: (points: string) => string,
  show: Show,
): Column<Row>[] {
  return values.map((value) => {
    const shareOf = (row: Row) => row.points.find((each) => each.points === value);
    return {
      key: `points-${value}`,
      heading: heading(String(value)),
      value: (row) => shareValue(shareOf(row), show),
      cell: (row) => {
        const share = shareOf(row);
        return share ? <ShareBar share={share} show={show} /> : "";
      },
      csv: [
        { heading: `${heading(String(value))} (n)`, value: (row) => shareOf(row)?.count },
        { heading: `${heading(String(value))} (%)`, value: (row) => shareOf(row)?.percent },
      ],
    };
  });
}

/** What a report is of, as its answer says. */
interface About {
  school: { id: string; name: string };
  assessment: { id: string; label: string };
  school_year: number;
}

/** What only stands in files: where, of which assessment, and when. */
export function placeIds<Row>({ school, assessment, school_year: year }: About, csv: Dictionary["csv"]): CsvField<Row>[] {
  return [
    { heading: csv.school, value: () => school.name },
    { heading: csv.schoolId, value: () => school.id },
    { heading: csv.assessment, value: () => assessment.label },
    { heading: csv.assessmentId, value: () => assessment.id },
    { heading: csv.year, value: () => year },
  ];
}

/** The same, and which item. */
export function itemIds<Row extends { key: string }>(about: About, words: Words, csv: Dictionary["csv"]): CsvField<Row>[] {
  return [{ heading: words.info.id, value: (row) => row.key }, ...placeIds<Row>(about, csv)];
}

import type { AggregateOptions } from "../../api/aggregates.ts";
import type { Column, CsvField } from "../../components/DataTable.tsx";
import { DivergingBar } from "../../components/DivergingBar.tsx";
import type { Reach } from "../../components/divergingParts.ts";
import { Delivered } from "../../components/Delivered.tsx";
import type { Show } from "../../components/StackedBar.tsx";
import { count, NONE, percent, schoolYear, scoreWithError, shortGrade } from "../../format/format.ts";
import { levelName } from "../../format/levels.ts";
import { placeName, subgroupName } from "./names.ts";
import { describeShares, partsOf, sharesOf } from "./shares.ts";
import { reasonText, Suppressed } from "./Suppressed.tsx";
import { commonLevelNames, type Entry, type Identity, measuresOf } from "./tabulate.ts";
import type { Words } from "./words.ts";

/** What the columns of a table depend on. */
export interface Layout {
  entries: readonly Entry[];
  identities: readonly Identity[];
  options: AggregateOptions | null;
  reach: Reach;
  show: Show;
  group: boolean;
  /** Whether the codes of measures are claims or composites. */
  codes: "claim" | "alternate";
  said: Words["report"];
  language: string;
}

/** All columns of a table: what a row is of, how many students, how they did. */
export function columnsOf(layout: Layout): Column<Entry>[] {
  return [
    ...layout.identities.map((each) => identityColumn(each, layout)),
    testedColumn(layout),
    comparisonColumn(layout),
    averageColumn(layout),
    ...(layout.group ? sideColumns(layout) : levelColumns(layout)),
  ];
}

/** What only the file says. */
export function idsOf(said: Words["report"]): CsvField<Entry>[] {
  return [
    { heading: said.organizationType, value: (row) => said.levelTypes[row.organization.type] },
    { heading: said.organizationId, value: (row) => row.organization.id },
    {
      heading: said.why,
      value: ({ figures: { suppressed } }) => suppressed && (reasonText(suppressed, said) ?? suppressed),
    },
  ];
}

/** What an identity is called in the heading of its column. */
export function identityName(identity: Identity, said: Words["report"], codes: Layout["codes"]): string {
  return identity === "code" ? said.column[codes] : said.column[identity];
}

/** What an identity is of a row, in words. */
export function identityText(identity: Identity, row: Entry, { options, said, language }: Pick<Layout, "options" | "said" | "language">): string {
  switch (identity) {
    case "organization":
      return placeName(row.organization, said);
    case "grade":
      return shortGrade(row.measure.grade);
    case "assessment":
      return row.measure.assessment?.label ?? NONE;
    case "year":
      return schoolYear(row.measure.school_year);
    case "code":
      return row.measure.code?.name ?? NONE;
    case "subgroup":
      return subgroupName(row.subgroup, options, said, language);
  }
}

function identityColumn(identity: Identity, layout: Layout): Column<Entry> {
  const value = (row: Entry) => identityText(identity, row, layout);
  const delivered = identity === "code" || identity === "assessment";
  return {
    key: identity,
    heading: identityName(identity, layout.said, layout.codes),
    value,
    ...(delivered && { cell: (row: Entry) => <Delivered>{value(row)}</Delivered> }),
  };
}

function testedColumn({ said, language }: Layout): Column<Entry> {
  return {
    key: "tested",
    heading: said.tested,
    numeric: true,
    // Rows of nobody come last, as they do in every other column of figures.
    value: ({ figures }) => figures.students || null,
    cell: ({ figures }) => (figures.students === null ? NONE : count(figures.students, language)),
    csv: [{ heading: said.tested, value: ({ figures }) => figures.students }],
  };
}

function comparisonColumn({ reach, show, group, said, language }: Layout): Column<Entry> {
  return {
    key: "comparison",
    heading: said.comparison,
    fixed: true,
    value: () => null,
    csv: [],
    cell: (row) => {
      const shares = sharesOf(row, group);
      if (!shares) return row.figures.suppressed ? <Suppressed reason={row.figures.suppressed} /> : NONE;
      return (
        <DivergingBar
          parts={partsOf(shares, row.measure)}
          reach={reach}
          show={show}
          label={describeShares(shares, row.measure, said, language)}
        />
      );
    },
  };
}

function averageColumn({ said }: Layout): Column<Entry> {
  return {
    key: "average",
    heading: said.average,
    numeric: true,
    value: ({ figures }) => figures.average?.scale_score,
    cell: ({ figures: { average } }) => <span class="nowrap">{scoreWithError(average?.scale_score, average?.standard_error)}</span>,
    csv: [
      { heading: said.average, value: ({ figures }) => rounded(figures.average?.scale_score) },
      { heading: said.error, value: ({ figures }) => rounded(figures.average?.standard_error) },
    ],
  };
}

/** One column a level, under its name where it has had the same one throughout. */
function levelColumns(layout: Layout): Column<Entry>[] {
  const names = commonLevelNames(measuresOf(layout.entries), (level) => levelName(level, layout.language));
  return [...names].sort(([one], [other]) => one - other).map(([level, name]) =>
    shareColumn(`level-${level}`, name ?? layout.said.level(level), layout, (row) =>
      sharesOf(row, false)?.find(({ first, last }) => first === level && last === level),
    ),
  );
}

/** Two columns: below the standard, and at or above it. */
function sideColumns(layout: Layout): Column<Entry>[] {
  const { said } = layout;
  return [
    shareColumn("below", said.below, layout, (row) => sharesOf(row, true)?.find(({ last }) => last < cutoffOf(row))),
    shareColumn("above", said.atOrAbove, layout, (row) => sharesOf(row, true)?.find(({ first }) => first >= cutoffOf(row))),
  ];
}

function cutoffOf({ measure }: Entry): number {
  return measure.standard_cutoff ?? Number.POSITIVE_INFINITY;
}

type Found = { count: number; percent: number } | undefined;

function shareColumn(key: string, heading: string, { show, said, language }: Layout, find: (row: Entry) => Found): Column<Entry> {
  return {
    key,
    heading,
    numeric: true,
    value: (row) => (show === "percent" ? find(row)?.percent : find(row)?.count),
    cell: (row) => {
      const share = find(row);
      if (!share) return NONE;
      return show === "percent" ? percent(share.percent, language) : count(share.count, language);
    },
    csv: [
      { heading: said.countOf(heading), value: (row) => find(row)?.count },
      { heading: said.percentOf(heading), value: (row) => find(row)?.percent },
    ],
  };
}

function rounded(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Math.round(value * 100) / 100;
}

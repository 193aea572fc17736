import type { JSX } from "preact";
import type { FilterOptions } from "../../api/filters.ts";
import type { TargetReport, TargetResult } from "../../api/targets.ts";
import type { Column } from "../../components/DataTable.tsx";
import { deliveredLang } from "../../components/Delivered.tsx";
import { Icon, type IconName } from "../../components/Icon.tsx";
import { count } from "../../format/format.ts";
import { standardText, subgroupText, targetKey } from "./targets.ts";
import type { Words } from "./words.ts";

/** The columns of a target report, the order of the report being that of claims and targets. */
export function targetColumns(
  report: TargetReport,
  fields: FilterOptions["student_fields"],
  words: Words,
  language: string,
): Column<TargetResult>[] {
  const texts = words.targets;
  const order = new Map(report.targets.map((row, place) => [targetKey(row), place]));
  const standard = standardText(report.standard);
  const grouped = report.targets.some((row) => row.subgroup);
  return [
    {
      key: "target",
      heading: texts.target,
      value: (row) => order.get(targetKey(row)),
      cell: (row) => <Target row={row} />,
      csv: [
        { heading: texts.target, value: (row) => row.target.name },
        { heading: texts.description, value: (row) => row.target.description },
      ],
    },
    {
      key: "claim",
      heading: texts.claim,
      value: (row) => row.claim.name,
      cell: (row) => <span lang={deliveredLang()}>{row.claim.name}</span>,
    },
    ...(grouped ? [subgroupColumn(fields, words, language)] : []),
    {
      key: "tested",
      heading: texts.tested,
      numeric: true,
      value: (row) => row.students_tested,
      cell: (row) => <Tested row={row} words={words} language={language} />,
      csv: [
        { heading: texts.tested, value: (row) => row.students_tested },
        { heading: texts.cautionCsv, value: (row) => row.caution },
      ],
    },
    {
      key: "test",
      heading: texts.toTest,
      value: (row) => RANKS[row.relative_to_test],
      cell: (row) => <Verdict icon={TEST[row.relative_to_test]} word={texts.test[row.relative_to_test]} />,
      csv: [{ heading: texts.toTest, value: (row) => texts.test[row.relative_to_test] }],
    },
    {
      key: "standard",
      heading: standard ? texts.toStandard(standard) : texts.toStandardAny,
      value: (row) => RANKS[row.relative_to_standard],
      cell: (row) => <Verdict icon={STANDARD[row.relative_to_standard]} word={texts.standard[row.relative_to_standard]} />,
      csv: [
        {
          heading: standard ? texts.toStandard(standard) : texts.toStandardAny,
          value: (row) => texts.standard[row.relative_to_standard],
        },
      ],
    },
  ];
}

/** Worst first; what cannot be told has no rank and comes last. */
const RANKS: Record<TargetResult["relative_to_test"] | TargetResult["relative_to_standard"], number | null> = {
  worse: 1,
  below: 1,
  similar: 2,
  near: 2,
  better: 3,
  above: 3,
  "insufficient-data": null,
  "no-results": null,
};

const TEST: Record<TargetResult["relative_to_test"], IconName | null> = {
  better: "up",
  similar: "same",
  worse: "down",
  "insufficient-data": null,
  "no-results": null,
};

const STANDARD: Record<TargetResult["relative_to_standard"], IconName | null> = {
  above: "check",
  near: "same",
  below: "warning",
  "insufficient-data": null,
  "no-results": null,
};

function subgroupColumn(fields: FilterOptions["student_fields"], words: Words, language: string): Column<TargetResult> {
  const { subgroup: heading, all, fieldCsv } = words.targets;
  const named = (row: TargetResult) => (row.subgroup ? subgroupText(row.subgroup, fields, language) : all);
  return {
    key: "subgroup",
    heading,
    value: named,
    cell: (row) => (row.subgroup ? named(row) : <strong>{all}</strong>),
    csv: [
      { heading, value: named },
      { heading: fieldCsv, value: (row) => row.subgroup?.field },
    ],
  };
}

function Target({ row: { target } }: { row: TargetResult }): JSX.Element {
  return (
    <span class="target" lang={deliveredLang()}>
      <strong>{target.name}</strong> {target.description}
    </span>
  );
}

function Tested({ row, words, language }: { row: TargetResult; words: Words; language: string }): JSX.Element {
  return (
    <>
      {count(row.students_tested, language)}
      {row.caution && row.students_tested > 0 && <span class="below quiet">{words.targets.caution}</span>}
    </>
  );
}

function Verdict({ icon, word }: { icon: IconName | null; word: string }): JSX.Element {
  return (
    <span class={icon ? `verdict verdict-${icon}` : "verdict quiet"}>
      {icon && <Icon name={icon} />}
      {word}
    </span>
  );
}

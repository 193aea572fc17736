import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { AggregateOptions, AggregateReport, AggregateTable } from "../../api/aggregates.ts";
import type { Schema } from "../../api/types.ts";
import { Chip, type Tone } from "../../components/Chip.tsx";
import type { Column } from "../../components/DataTable.tsx";
import { Delivered } from "../../components/Delivered.tsx";
import { Reading } from "../../components/Reading.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { Message } from "../../components/Status.tsx";
import { count } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { placeName, subgroupName } from "./names.ts";
import { type Words, words } from "./words.ts";

type Row = Schema<"AggregateTargetRow">;

interface Props {
  report: AggregateReport;
  table: AggregateTable;
  options: AggregateOptions | null;
}

const TONES: Record<Row["relative_to_test"] | Row["relative_to_standard"], Tone> = {
  better: "good",
  above: "good",
  similar: "plain",
  near: "plain",
  worse: "warn",
  below: "warn",
  "insufficient-data": "plain",
  "no-results": "plain",
};

/** How students did on each target, compared with the whole test and with the standard. */
export function TargetReport({ report, table, options }: Props): JSX.Element {
  const said = words.value.report;
  const spoken = language.value;
  const columns = useMemo(() => columnsOf(table, options, said, spoken), [table, options, said, spoken]);
  const subject = table.measures[0]?.subject;
  // Of an assessment that nobody took there is only something to say where there is no other.
  const taken = table.too_few.filter((each) => each.students_tested > 0);
  const tooFew = taken.length + table.targets.length > 0 ? taken : table.too_few;
  return (
    <section class="panel" aria-labelledby="targets">
      <h2 id="targets">
        <Delivered>{subject?.name ?? ""}</Delivered>
      </h2>
      {tooFew.map((each) => (
        <Message key={each.measure}>
          {said.tooFew(table.measures[each.measure]?.assessment?.label ?? "", each.students_tested, each.minimum_students)}
        </Message>
      ))}
      {table.targets.length > 0 && (
        <>
          <ReportTable
            caption={said.caption(subject?.name ?? "")}
            columns={columns}
            rows={table.targets}
            keyOf={keyOf}
            sortedBy="given"
            file={[report.name, subject?.code ?? "", report.created_at.slice(0, 10)]}
            ids={[{ heading: said.organizationId, value: (row) => row.organization.id }]}
          />
          <Reading>{said.howTargets}</Reading>
        </>
      )}
    </section>
  );
}

function columnsOf(
  { measures, targets }: AggregateTable,
  options: AggregateOptions | null,
  said: Words["report"],
  spoken: string,
): Column<Row>[] {
  const several = new Set(targets.map((each) => each.measure)).size > 1;
  return [
    {
      key: "target",
      heading: said.column.target,
      value: (row) => row.target.name || row.target.code,
      cell: (row) => (
        <>
          <Delivered>{row.target.name || row.target.code}</Delivered>
          {row.target.description && (
            <span class="quiet target-says">
              <Delivered>{row.target.description}</Delivered>
            </span>
          )}
        </>
      ),
    },
    { key: "claim", heading: said.column.claim, value: (row) => row.claim.name, cell: (row) => <Delivered>{row.claim.name}</Delivered> },
    ...(several ? [assessmentColumn(measures, said)] : []),
    { key: "organization", heading: said.column.organization, value: (row) => placeName(row.organization, said) },
    { key: "subgroup", heading: said.column.subgroup, value: (row) => subgroupName(row.subgroup, options, said, spoken) },
    {
      key: "tested",
      heading: said.tested,
      numeric: true,
      value: (row) => row.students_tested,
      cell: (row) => count(row.students_tested, spoken),
    },
    {
      key: "test",
      heading: said.relativeToTest,
      value: (row) => said.toTest[row.relative_to_test],
      cell: (row) => <Chip tone={TONES[row.relative_to_test]}>{said.toTest[row.relative_to_test]}</Chip>,
    },
    {
      key: "standard",
      heading: said.relativeToStandard,
      value: (row) => said.toStandard[row.relative_to_standard],
      cell: (row) => (
        <>
          <Chip tone={TONES[row.relative_to_standard]}>{said.toStandard[row.relative_to_standard]}</Chip>
          {row.caution && <span class="quiet target-says">{said.caution}</span>}
        </>
      ),
    },
  ];
}

function assessmentColumn(measures: AggregateTable["measures"], said: Words["report"]): Column<Row> {
  const value = (row: Row) => measures[row.measure]?.assessment?.label ?? "";
  return { key: "assessment", heading: said.column.assessment, value, cell: (row) => <Delivered>{value(row)}</Delivered> };
}

function keyOf({ measure, organization, claim, target, subgroup }: Row): string {
  return JSON.stringify([measure, organization.id, claim.code, target.code, subgroup]);
}

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { type FilterOptions, getFilterOptions, optionName } from "../../api/filters.ts";
import { keyText } from "../../api/results.ts";
import { getTargets, type TargetReport } from "../../api/targets.ts";
import { useResource } from "../../api/useResource.ts";
import { session } from "../../auth/session.ts";
import { Checkboxes } from "../../components/Field.tsx";
import { Reading } from "../../components/Reading.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { language, text } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { placeIds } from "./Parts.tsx";
import { targetColumns } from "./targetColumns.tsx";
import { standardText, targetKey } from "./targets.ts";
import type { ViewProps } from "./ViewPage.tsx";
import { words } from "./words.ts";

/** How the students did on each content target, compared with the whole test and with the standard. */
export function TargetsView({ summary, resultsKey }: ViewProps): JSX.Element {
  const subgroups = subgroupsIn(place.value.query);
  const fields = useResource(`filters ${session.value?.assignment?.id}`, () => getFilterOptions()).data?.student_fields ?? [];
  const key = `targets ${subgroups.join()} ${keyText(resultsKey)}`;
  const found = useResource(key, (signal) => getTargets(resultsKey, subgroups, signal), true);
  const { data } = found;
  return (
    <>
      <Subgroups fields={fields} chosen={subgroups} />
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {found.loading && <Loading />}
      {data && <Targets report={data} fields={fields} kept={summary.in_review > 0} />}
    </>
  );
}

type Fields = FilterOptions["student_fields"];

function subgroupsIn(query: URLSearchParams): string[] {
  return (query.get("subgroups") ?? "").split(",").filter(Boolean);
}

function Subgroups({ fields, chosen }: { fields: Fields; chosen: readonly string[] }): JSX.Element | null {
  if (fields.length === 0) return null;
  const texts = words.value.targets;
  return (
    <div class="subgroups">
      <Checkboxes
        label={texts.subgroups}
        hint={texts.subgroupsHint}
        options={fields.map((each) => ({ value: each.field, label: optionName(each, language.value) }))}
        values={chosen}
        onChange={(next) => setQuery({ subgroups: next.join(","), page: null })}
      />
    </div>
  );
}

interface TargetsProps {
  report: TargetReport;
  fields: Fields;
  /** Under review: shown, but no files are made of it. */
  kept: boolean;
}

function Targets({ report, fields, kept }: TargetsProps): JSX.Element {
  const texts = words.value;
  const spoken = language.value;
  const columns = useMemo(() => targetColumns(report, fields, texts, spoken), [report, fields, texts, spoken]);
  if (report.too_few) return <TooFew report={report} />;
  if (report.targets.length === 0) return <Empty title={texts.targets.none}>{texts.targets.noneNext}</Empty>;
  const standard = standardText(report.standard);
  return (
    <section class="panel panel-wide" aria-labelledby="targets">
      <h2 id="targets">{texts.targets.title}</h2>
      <ReportTable
        caption={texts.targets.caption(report.assessment.label)}
        columns={columns}
        rows={report.targets}
        keyOf={targetKey}
        sortedBy="target"
        file={kept ? null : [report.group?.name ?? report.school.name, report.assessment.label, report.school_year, "targets"]}
        ids={placeIds(report, text.value.csv)}
        count={texts.targets.count(report.students_tested)}
        rowClass={(row) => (row.subgroup ? "is-subgroup" : undefined)}
      />
      <Reading term="target">
        {texts.targets.howTest} {standard && texts.targets.howStandard(standard)}
      </Reading>
      <Cautions report={report} />
    </section>
  );
}

function TooFew({ report }: { report: TargetReport }): JSX.Element {
  const texts = words.value.targets;
  return <Empty title={texts.tooFew(report.students_tested, report.minimum_students)}>{texts.tooFewNext}</Empty>;
}

/** What the figures must not be taken for, in plain sight below them. */
function Cautions({ report }: { report: TargetReport }): JSX.Element {
  const texts = words.value.targets;
  return (
    <div class="cautions">
      <h3>{texts.cautions}</h3>
      <ul>
        <li>{texts.clue}</li>
        <li>{texts.fifty}</li>
        <li>{texts.least(report.minimum_students)}</li>
        {report.assessment.subject.code === "Math" && <li>{texts.math}</li>}
      </ul>
    </div>
  );
}

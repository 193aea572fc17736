import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { MOST_STUDENTS } from "../../api/groups.ts";
import { getItemStudents, type ItemOptions, type ItemStudents, type StudentAnswer } from "../../api/items.ts";
import { keyText, type ResultsKey } from "../../api/results.ts";
import { useResource } from "../../api/useResource.ts";
import { may } from "../../auth/session.ts";
import { Icon } from "../../components/Icon.tsx";
import { Reading } from "../../components/Reading.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { useSelection } from "../../components/useSelection.ts";
import { studentName } from "../../format/format.ts";
import { language, text } from "../../i18n/index.ts";
import { setQuery } from "../../router/place.ts";
import { MakeGroupButton } from "../results/MakeGroupButton.tsx";
import { answerColumns, answerIds } from "./answerColumns.tsx";
import { choosers, itemNumber } from "./item.ts";
import { words } from "./words.ts";

interface Props {
  resultsKey: ResultsKey;
  item: ItemOptions;
  option: string;
}

/** Who chose an option, to make a group of them. */
export function Choosers({ resultsKey, item, option }: Props): JSX.Element {
  const texts = words.value.choosers;
  const found = useResource(`answers ${item.key} ${keyText(resultsKey)}`, (signal) => getItemStudents(resultsKey, item.key, signal));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.scrollIntoView({ block: "start" });
    heading.current?.focus({ preventScroll: true });
  }, []);
  const right = item.answer_key.includes(option);
  return (
    <section class="panel panel-wide" aria-labelledby="choosers">
      <div class="panel-head">
        <h2 id="choosers" ref={heading} tabIndex={-1}>
          {texts.title(option, itemNumber(item))}
        </h2>
        <button type="button" class="usa-button usa-button--outline" onClick={() => setQuery({ item: null, option: null })}>
          <Icon name="cross" />
          {texts.close}
        </button>
      </div>
      <p class="chooser-note">
        <Icon name={right ? "check" : "warning"} /> {right ? texts.right : texts.wrong}
      </p>
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {found.loading && <Loading />}
      {found.data && <Students data={found.data} item={item} option={option} />}
    </section>
  );
}

function Students({ data, item, option }: { data: ItemStudents; item: ItemOptions; option: string }): JSX.Element {
  const texts = words.value;
  const rows = useMemo(() => choosers(data.students, option), [data, option]);
  const columns = useMemo(() => answerColumns(data, texts, language.value), [data, texts]);
  const selection = useSelection<StudentAnswer>(
    (row) => row.opportunity_id,
    (row) => texts.choosers.select(studentName(row.last_name, row.first_name) || texts.answers.noName),
  );
  const groups = may("own-groups");
  if (rows.length === 0) return <Empty title={texts.choosers.none}>{texts.choosers.noneNext}</Empty>;
  const title = texts.choosers.title(option, itemNumber(item));
  const chosen = rows.filter((row) => selection.keys.has(row.opportunity_id));
  return (
    <>
      {groups && (
        <MakeGroup
          schoolId={data.school.id}
          studentIds={[...new Set(chosen.map((row) => row.student_id))]}
          name={title}
          onSaved={selection.clear}
        />
      )}
      <ReportTable
        name="choosers"
        caption={texts.choosers.caption(option, itemNumber(item))}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.opportunity_id}
        sortedBy="student"
        file={[data.group?.name ?? data.school.name, data.assessment.label, title, data.school_year]}
        ids={answerIds(data, texts, text.value.csv)}
        count={texts.answers.count(rows.length)}
        {...(groups && { selection })}
      />
      {groups && <Reading>{texts.choosers.how}</Reading>}
    </>
  );
}

interface MakeProps {
  schoolId: string;
  studentIds: readonly string[];
  name: string;
  onSaved: () => void;
}

function MakeGroup({ schoolId, studentIds, name, onSaved }: MakeProps): JSX.Element {
  const texts = words.value.choosers;
  const few = studentIds.length === 0;
  const many = studentIds.length > MOST_STUDENTS;
  return (
    <div class="make-group">
      <MakeGroupButton
        label={texts.make}
        disabled={few || many}
        schoolId={schoolId}
        studentIds={studentIds}
        name={name}
        onSaved={onSaved}
      />
      <span class="quiet" role="status">
        {few ? texts.selectFirst : many ? texts.tooMany(MOST_STUDENTS) : texts.selected(studentIds.length)}
      </span>
    </div>
  );
}

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { getItemStudents, type Item, type ItemStudents, type StudentAnswer } from "../../api/items.ts";
import { keyText, type ResultsKey } from "../../api/results.ts";
import { useResource } from "../../api/useResource.ts";
import { Reading } from "../../components/Reading.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { studentName } from "../../format/format.ts";
import { language, text } from "../../i18n/index.ts";
import { Answer, isLong } from "./Answer.tsx";
import { answerColumns, answerIds } from "./answerColumns.tsx";
import { itemNumber } from "./item.ts";
import { words } from "./words.ts";

interface Props {
  resultsKey: ResultsKey;
  item: Item;
}

/** What every student answered to an item. */
export function ItemResponses({ resultsKey, item }: Props): JSX.Element {
  const found = useResource(`answers ${item.key} ${keyText(resultsKey)}`, (signal) => getItemStudents(resultsKey, item.key, signal));
  const { data } = found;
  return (
    <>
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {found.loading && <Loading />}
      {data && (data.students.length > 0 ? <Answers data={data} item={item} /> : <Nobody />)}
    </>
  );
}

function Nobody(): JSX.Element {
  const texts = words.value.answers;
  return <Empty title={texts.none}>{texts.noneNext}</Empty>;
}

function Answers({ data, item }: { data: ItemStudents; item: Item }): JSX.Element {
  const texts = words.value;
  const [open, setOpen] = useState<string | null>(null);
  const columns = useMemo(() => answerColumns(data, texts, language.value), [data, texts]);
  const name = texts.item.named(itemNumber(item));
  const long = data.students.some(isLong);
  return (
    <>
      <ReportTable
        name="answers"
        caption={texts.answers.caption(name)}
        columns={columns}
        rows={data.students}
        keyOf={(row) => row.opportunity_id}
        sortedBy="student"
        file={[data.group?.name ?? data.school.name, data.assessment.label, name, data.school_year]}
        ids={answerIds(data, texts, text.value.csv)}
        count={texts.answers.count(data.students.length)}
        {...(long && {
          expansion: {
            key: open,
            toggle: (row: StudentAnswer) => setOpen(open === row.opportunity_id ? null : row.opportunity_id),
            label: (row: StudentAnswer) => texts.answers.open(studentName(row.last_name, row.first_name) || texts.answers.noName),
            detail: (row: StudentAnswer) => <Answer answer={row} />,
          },
        })}
      />
      <Reading>{texts.answers.how}</Reading>
    </>
  );
}

import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { ItemAnswer, StudentItems } from "../../api/items.ts";
import { Chip, type Tone } from "../../components/Chip.tsx";
import type { Column } from "../../components/DataTable.tsx";
import { Reading } from "../../components/Reading.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { count, NONE } from "../../format/format.ts";
import { language, text } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { Answer, AnswerCell, answerText, readable } from "../views/Answer.tsx";
import { pointsColumns } from "../views/answerColumns.tsx";
import { itemNumber } from "../views/item.ts";
import { ItemDetail } from "../views/ItemDetail.tsx";
import { itemColumns, itemIds } from "../views/Parts.tsx";
import "../views/views.scss";
import { words as viewWords } from "../views/words.ts";
import { type StudentWords, words } from "./words.ts";

/** The items of one exam as the student answered them. */
export function ExamItems({ exam }: { exam: StudentItems }): JSX.Element {
  const texts = words.value.responses;
  const views = viewWords.value;
  const spoken = language.value;
  const columns = useMemo(() => columnsOf(words.value, spoken), [words.value, spoken]);
  const open = place.value.query.get("item");
  return (
    <>
      <Facts exam={exam} />
      <section class="panel panel-wide" aria-labelledby="responses">
        <h2 id="responses">{texts.title}</h2>
        <div class="item-table">
          <ReportTable
            caption={texts.caption(exam.assessment.label)}
            columns={columns}
            rows={exam.items}
            keyOf={(row) => row.key}
            sortedBy="item"
            // A file's name says nothing of whose answers are in it: it may be seen by others.
            file={[words.value.exam, exam.assessment.label, exam.school_year]}
            ids={[
              { heading: text.value.csv.studentId, value: () => exam.student_id },
              ...itemIds<ItemAnswer>(exam, views, text.value.csv),
            ]}
            count={texts.count(exam.items.length)}
            expansion={{
              key: open,
              toggle: (row) => setQuery({ item: open === row.key ? null : row.key, tab: null }),
              label: (row) => views.item.open(itemNumber(row)),
              detail: (row) => <ItemDetail item={row} answers={<Answer answer={row} />} answersLabel={texts.answer} />,
            }}
          />
        </div>
        <Reading term="full-credit">{texts.how}</Reading>
      </section>
    </>
  );
}

function Facts({ exam }: { exam: StudentItems }): JSX.Element {
  const texts = words.value.responses;
  const full = exam.items.filter((each) => each.correctness === 1).length;
  const silent = exam.items.filter((each) => !each.answered).length;
  const number = (value: number) => count(value, language.value);
  return (
    <dl class="facts">
      <Fact term={texts.points}>
        {exam.max_points === null ? number(exam.points) : texts.of(number(exam.points), number(exam.max_points))}
      </Fact>
      <Fact term={texts.fullCredit}>{texts.of(number(full), texts.count(exam.items.length))}</Fact>
      <Fact term={texts.notAnswered}>{number(silent)}</Fact>
      <Fact term={texts.session}>{exam.session_id ?? NONE}</Fact>
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="fact">
      <dt>{term}</dt>
      <dd>
        <strong>{children}</strong>
      </dd>
    </div>
  );
}

function columnsOf(texts: StudentWords, language: string): Column<ItemAnswer>[] {
  const views = viewWords.value;
  const [item, ...about] = itemColumns<ItemAnswer>(views);
  return [
    ...(item ? [item] : []),
    {
      key: "response",
      heading: texts.responses.answer,
      value: answerText,
      cell: (row) => <AnswerCell answer={row} />,
      csv: [{ heading: texts.responses.answer, value: (row) => row.options?.join(" ") ?? (row.response && readable(row.response)) }],
    },
    {
      key: "outcome",
      heading: texts.responses.outcome,
      value: (row) => row.correctness,
      cell: (row) => <Outcome row={row} texts={texts} />,
      csv: [{ heading: texts.responses.outcome, value: (row) => texts.responses[outcomeOf(row)] }],
    },
    ...pointsColumns<ItemAnswer>(views, language),
    ...about,
  ];
}

type Result = "right" | "some" | "wrong" | "unscored";

/** What an answer earned, in a word. */
function outcomeOf({ correctness }: ItemAnswer): Result {
  if (correctness === null) return "unscored";
  if (correctness >= 1) return "right";
  return correctness > 0 ? "some" : "wrong";
}

const TONES: Record<Result, Tone> = { right: "good", some: "warn", wrong: "bad", unscored: "plain" };

function Outcome({ row, texts }: { row: ItemAnswer; texts: StudentWords }): JSX.Element {
  const outcome = outcomeOf(row);
  return <Chip tone={TONES[outcome]}>{texts.responses[outcome]}</Chip>;
}

import type { JSX } from "preact";
import type { ItemOptions, OptionReport, OptionShare } from "../../api/items.ts";
import type { Column } from "../../components/DataTable.tsx";
import { Icon } from "../../components/Icon.tsx";
import type { Show } from "../../components/StackedBar.tsx";
import { count } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { itemNumber, mostChosenWrong } from "./item.ts";
import { fullColumn, itemColumns, ShareBar, shareValue } from "./Parts.tsx";
import type { Words } from "./words.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The columns of the options: as many as any item has. */
export function optionColumns(report: OptionReport, words: Words, show: Show): Column<ItemOptions>[] {
  const texts = words.options;
  const [item, ...about] = itemColumns<ItemOptions>(words);
  return [
    ...(item ? [item] : []),
    {
      key: "key",
      heading: texts.keyHeading,
      value: (row) => row.answer_key.join(", ") || null,
      cell: (row) => <Key row={row} words={words} />,
    },
    fullColumn<ItemOptions>(words, show),
    ...[...LETTERS.slice(0, report.most_options)].map((letter) => optionColumn(letter, words, show)),
    {
      key: "other",
      heading: texts.other,
      value: (row) => shareValue(row.other, show),
      cell: (row) => <ShareBar share={row.other} show={show} />,
      csv: [
        { heading: `${texts.other} (n)`, value: (row) => row.other.count },
        { heading: `${texts.other} (%)`, value: (row) => row.other.percent },
      ],
    },
    {
      key: "scored",
      heading: words.item.scored,
      numeric: true,
      value: (row) => row.scored,
      cell: (row) => count(row.scored, language.value),
    },
    // What the item is about comes last: the options are what is looked for here.
    ...about,
  ];
}

function Key({ row, words }: { row: ItemOptions; words: Words }): JSX.Element {
  return (
    <>
      <strong>{row.answer_key.join(", ")}</strong>
      {row.answer_key.length > 1 && <span class="below quiet">{words.options.several}</span>}
    </>
  );
}

function optionColumn(letter: string, words: Words, show: Show): Column<ItemOptions> {
  const texts = words.options;
  const shareOf = (row: ItemOptions) => row.options.find((each) => each.option === letter);
  return {
    key: `option-${letter}`,
    heading: letter,
    value: (row) => shareValue(shareOf(row), show),
    cell: (row) => {
      const share = shareOf(row);
      return share ? <OptionCell row={row} share={share} words={words} show={show} /> : "";
    },
    csv: [
      { heading: texts.csvCount(letter), value: (row) => shareOf(row)?.count },
      { heading: texts.csvPercent(letter), value: (row) => shareOf(row)?.percent },
    ],
  };
}

interface CellProps {
  row: ItemOptions;
  share: OptionShare;
  words: Words;
  show: Show;
}

/** How many chose an option; pressed, it lists them below. The key has a check mark, not only a colour. */
function OptionCell({ row, share, words, show }: CellProps): JSX.Element {
  const texts = words.options;
  const most = mostChosenWrong(row).includes(share.option);
  const classes = ["option", share.correct && "option-key", most && "option-most"].filter(Boolean).join(" ");
  return (
    <button type="button" class={classes} onClick={() => choose(row.key, share.option)}>
      <span class="usa-sr-only">{texts.cell(itemNumber(row), share.option)} </span>
      <ShareBar share={share} show={show} />
      {share.correct && (
        <span class="option-note">
          <Icon name="check" />
          {texts.key}
        </span>
      )}
      {most && (
        <span class="option-note">
          <Icon name="warning" />
          {texts.most}
        </span>
      )}
      <span class="usa-sr-only"> {texts.cellDoes}</span>
    </button>
  );
}

function choose(item: string, option: string): void {
  const { query } = place.peek();
  const same = query.get("item") === item && query.get("option") === option;
  if (same) document.getElementById("choosers")?.focus();
  else setQuery({ item, option }, "push");
}

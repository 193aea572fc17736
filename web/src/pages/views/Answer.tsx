import type { JSX } from "preact";
import type { EssayTraits } from "../../api/items.ts";
import { NONE } from "../../format/format.ts";
import { words } from "./words.ts";

/** What was answered to an item, by whomever. */
export interface Answered {
  response: string | null;
  truncated: boolean;
  options: readonly string[] | null;
  answered: boolean;
  traits: EssayTraits | null;
}

/** More than fits into a cell of a table. */
const LONG = 60;

/** Whether an answer has more to it than its cell shows. */
export function isLong({ response, options }: Answered): boolean {
  return options === null && (response?.length ?? 0) > LONG;
}

const MARKED_UP = /<(p|br|div|span|strong|b|em|i|u|ul|ol|li)\b[^>]*>/i;

/**
 * An essay without the markup it was typed with; anything else as it stands. The text is taken from
 * a document that is never shown, in which nothing runs or is fetched.
 */
export function readable(response: string): string {
  if (!MARKED_UP.test(response)) return response;
  const parted = response.replace(/<(br|\/p|\/div|\/li)\b[^>]*>/gi, "$&\n");
  return (new DOMParser().parseFromString(parted, "text/html").body.textContent ?? "").trim();
}

/** An answer in a few words: the options chosen, or the beginning of the text. */
export function answerText({ response, options, answered }: Answered): string | null {
  if (options && options.length > 0) return options.join(", ");
  const line = answered && response ? readable(response).replace(/\s+/g, " ").trim() : "";
  if (!line) return null;
  return line.length > LONG ? `${line.slice(0, LONG - 1)}…` : line;
}

/** The same in a cell, which also says that there is none. */
export function AnswerCell({ answer }: { answer: Answered }): JSX.Element {
  const said = answerText(answer);
  if (said === null) return <span class="quiet">{words.value.answers.notAnswered}</span>;
  return <span class="answer-text">{said}</span>;
}

/** The whole answer, as delivered, and the scores of its writing traits. */
export function Answer({ answer }: { answer: Answered }): JSX.Element {
  const texts = words.value.answers;
  return (
    <div class="answer">
      <h4>{texts.whole}</h4>
      {answer.response ? <blockquote>{readable(answer.response)}</blockquote> : <p class="quiet">{texts.notAnswered}</p>}
      {answer.truncated && <p class="quiet">{texts.truncated}</p>}
      {answer.traits && <Traits traits={answer.traits} />}
    </div>
  );
}

function Traits({ traits }: { traits: EssayTraits }): JSX.Element {
  return (
    <dl class="item-info">
      {traitFigures(traits).map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? NONE}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The scores of an essay's traits by name, and the code of a condition where it has one. */
export function traitFigures(traits: EssayTraits | null): { key: keyof EssayTraits; name: string; value: number | string | null }[] {
  const names = words.value.traits;
  const figures: [keyof EssayTraits, string][] = [
    ["evidence_elaboration", names.evidence],
    ["organization_purpose", names.organization],
    ["conventions", names.conventions],
    ["transformed_points", names.transformed],
    ["condition_code", names.condition],
  ];
  return figures.map(([key, name]) => ({ key, name, value: traits?.[key] ?? null }));
}

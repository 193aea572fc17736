import type { JSX } from "preact";
import type { ContentBlock, ItemContent, ItemView } from "../../api/items.ts";
import { deliveredLang } from "../../components/Delivered.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Reading } from "../../components/Reading.tsx";
import { Empty } from "../../components/Status.tsx";
import { words } from "./words.ts";

/** The item as students saw it, without anybody's answer; the key is marked. */
export function ItemShown({ view }: { view: ItemView }): JSX.Element {
  const texts = words.value.content;
  const { content } = view;
  return (
    <>
      <Viewer url={view.viewer_url} />
      {content ? <Content content={content} /> : <Empty title={texts.none}>{texts.noneNext}</Empty>}
      {content && <Reading>{texts.how}</Reading>}
    </>
  );
}

function Viewer({ url }: { url: string | null }): JSX.Element | null {
  if (!url) return null;
  const texts = words.value.content;
  return (
    <p>
      <a href={url} target="_blank" rel="noopener noreferrer">
        {texts.viewer} <span class="quiet">{texts.newTab}</span>
      </a>
    </p>
  );
}

function Content({ content }: { content: ItemContent }): JSX.Element {
  const texts = words.value.content;
  return (
    <div class="item-content">
      {content.stimulus.length > 0 && (
        <section>
          <h4>{texts.stimulus}</h4>
          <Blocks blocks={content.stimulus} />
        </section>
      )}
      <section>
        <h4>{texts.question}</h4>
        <Blocks blocks={content.stem} />
      </section>
      {content.options.length > 0 && <Options content={content} />}
    </div>
  );
}

function Options({ content }: { content: ItemContent }): JSX.Element {
  const texts = words.value.content;
  const right = content.answer_key.split(",").map((each) => each.trim());
  return (
    <section>
      <h4>{texts.options}</h4>
      <ul class="item-options">
        {content.options.map(({ label, content: blocks }) => (
          <li key={label} class={right.includes(label) ? "is-key" : undefined}>
            <strong>
              {label}
              {right.includes(label) && (
                <>
                  {" "}
                  <Icon name="check" />
                  {texts.key}
                </>
              )}
            </strong>
            <Blocks blocks={blocks} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How the item is scored: the key, what earns how many points, and answers that did. */
export function Rubric({ view }: { view: ItemView }): JSX.Element {
  const texts = words.value.content;
  const { content } = view;
  if (!content) return <Empty title={texts.none}>{texts.noneNext}</Empty>;
  const { answer_key: key, rubric, exemplars } = content;
  if (!key && rubric.length === 0 && exemplars.length === 0) return <Empty title={texts.noRubric} />;
  return (
    <div class="item-content">
      {key && (
        <section>
          <h4>{texts.answerKey}</h4>
          <p lang={deliveredLang()}>{key}</p>
        </section>
      )}
      {rubric.length > 0 && <RubricTable content={content} />}
      {exemplars.length > 0 && (
        <section>
          <h4>{texts.exemplars}</h4>
          {exemplars.map(({ points, content: blocks }, index) => (
            <div key={index} class="exemplar">
              <h5>{texts.exemplar(points)}</h5>
              <Blocks blocks={blocks} />
            </div>
          ))}
        </section>
      )}
    </div>
  );
}

function RubricTable({ content: { rubric } }: { content: ItemContent }): JSX.Element {
  const texts = words.value.content;
  const categorized = rubric.some(({ category }) => category);
  return (
    <section>
      <h4>{texts.rubric}</h4>
      <table class="usa-table rubric">
        <caption class="usa-sr-only">{texts.rubric}</caption>
        <thead>
          <tr>
            {categorized && <th scope="col">{texts.category}</th>}
            <th scope="col">{texts.points}</th>
            <th scope="col">{texts.description}</th>
          </tr>
        </thead>
        <tbody>
          {rubric.map(({ category, points, content: blocks }, index) => (
            <tr key={index}>
              {categorized && <td lang={deliveredLang()}>{category}</td>}
              <td>{points}</td>
              <td>
                <Blocks blocks={blocks} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Delivered content. Its texts are plain and shown as they stand; nothing in them is markup. */
function Blocks({ blocks }: { blocks: readonly ContentBlock[] }): JSX.Element {
  return (
    <div class="blocks" lang={deliveredLang()}>
      {blocks.map((block, index) => (
        <Block key={index} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { block: ContentBlock }): JSX.Element {
  switch (block.type) {
    case "paragraph":
      return <p>{block.text}</p>;
    case "formula":
      return <p class="formula">{block.text}</p>;
    case "list":
      return <ListBlock {...block} />;
    case "table":
      return <TableBlock {...block} />;
    case "image":
      return <img src={`data:${block.media_type};base64,${block.data}`} alt={block.alt} />;
  }
}

function ListBlock({ items, ordered }: Extract<ContentBlock, { type: "list" }>): JSX.Element {
  const entries = items.map((item, index) => <li key={index}>{item}</li>);
  return ordered ? <ol>{entries}</ol> : <ul class="plain-list">{entries}</ul>;
}

function TableBlock({ rows, header }: Extract<ContentBlock, { type: "table" }>): JSX.Element {
  const [first = [], ...rest] = rows;
  return (
    <table class="usa-table">
      {header && (
        <thead>
          <tr>
            {first.map((cell, index) => (
              <th key={index} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
      )}
      <tbody>
        {(header ? rest : rows).map((row, place) => (
          <tr key={place}>
            {row.map((cell, index) => (
              <td key={index}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

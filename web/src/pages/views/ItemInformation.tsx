import type { ComponentChildren, JSX } from "preact";
import type { Item } from "../../api/items.ts";
import { Delivered, deliveredLang } from "../../components/Delivered.tsx";
import { words } from "./words.ts";

/** What the package says of an item. */
export function ItemInformation({ item }: { item: Item }): JSX.Element {
  const { info: texts, item: names } = words.value;
  const { claim, target, depth_of_knowledge: depth, difficulty } = item;
  return (
    <dl class="item-info">
      <Fact term={texts.type}>{names.types[item.type] ?? item.type}</Fact>
      <Fact term={texts.claim}>{claim && <Delivered>{claim.name}</Delivered>}</Fact>
      <Fact term={texts.target}>
        {target && (
          <>
            {target.name}: <Delivered>{target.description}</Delivered>
          </>
        )}
      </Fact>
      <Fact term={texts.dok}>{depth && <Delivered>{texts.dokLevel(depth.level, depth.name)}</Delivered>}</Fact>
      <Fact term={texts.difficulty}>{difficulty && names.difficulties[difficulty]}</Fact>
      <Fact term={texts.standards}>{item.standards.length > 0 && <Standards item={item} />}</Fact>
      {item.math_practice && <Fact term={texts.practice}>{item.math_practice}</Fact>}
      {item.writing_purpose && (
        <Fact term={texts.purpose}>
          <Delivered>{item.writing_purpose}</Delivered>
        </Fact>
      )}
      <Fact term={texts.calculator}>{item.calculator !== null && (item.calculator ? texts.allowed : texts.notAllowed)}</Fact>
      <Fact term={texts.max}>{item.max_points}</Fact>
      {item.answer_key.length > 0 && <Fact term={texts.key}>{item.answer_key.join(", ")}</Fact>}
      <Fact term={texts.id}>{item.key}</Fact>
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ComponentChildren }): JSX.Element {
  const missing = children === null || children === false || children === undefined;
  return (
    <div>
      <dt>{term}</dt>
      <dd>{missing ? <span class="quiet">{words.value.info.unknown}</span> : children}</dd>
    </div>
  );
}

function Standards({ item }: { item: Item }): JSX.Element {
  return (
    <ul lang={deliveredLang()}>
      {item.standards.map(({ code, description }) => (
        <li key={code}>
          <strong>{code}</strong> {description}
        </li>
      ))}
    </ul>
  );
}

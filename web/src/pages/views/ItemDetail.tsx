import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { getItemContent, type Item, type ItemView } from "../../api/items.ts";
import { type Resource, useResource } from "../../api/useResource.ts";
import { Failed, Loading } from "../../components/Status.tsx";
import { Tabs } from "../../components/Tabs.tsx";
import { place, setQuery } from "../../router/place.ts";
import { itemNumber } from "./item.ts";
import { ItemInformation } from "./ItemInformation.tsx";
import { ItemShown, Rubric } from "./ItemShown.tsx";
import { words } from "./words.ts";

interface Props {
  item: Item;
  /** What was answered to it, by whom the page is about. */
  answers: ComponentChildren;
  answersLabel: string;
}

/** All there is about one item, in tabs; the address says which is open, each is fetched when it is. */
export function ItemDetail({ item, answers, answersLabel }: Props): JSX.Element {
  const texts = words.value;
  const heading = useArrival();
  const tabs = [
    { key: "answers", label: answersLabel },
    { key: "item", label: texts.tabs.item },
    { key: "rubric", label: texts.tabs.rubric },
    { key: "info", label: texts.tabs.info },
  ];
  const asked = place.value.query.get("tab");
  const tab = tabs.find(({ key }) => key === asked)?.key ?? "answers";
  const content = useContent(item.key, tab === "item" || tab === "rubric");
  return (
    <div class="item-detail">
      <h3 ref={heading} tabIndex={-1}>
        {texts.item.named(itemNumber(item))}
      </h3>
      <Tabs label={texts.tabs.label} tabs={tabs} current={tab} onChange={(key) => setQuery({ tab: key === "answers" ? null : key })}>
        {tab === "answers" && answers}
        {tab === "item" && <Fetched content={content} show={(view) => <ItemShown view={view} />} />}
        {tab === "rubric" && <Fetched content={content} show={(view) => <Rubric view={view} />} />}
        {tab === "info" && <ItemInformation item={item} />}
      </Tabs>
    </div>
  );
}

function useContent(key: string, wanted: boolean): Resource<ItemView | null> {
  return useResource<ItemView | null>(wanted ? `content ${key}` : "nothing", (signal) =>
    wanted ? getItemContent(key, signal) : Promise.resolve(null),
  );
}

function Fetched({ content, show }: { content: Resource<ItemView | null>; show: (view: ItemView) => JSX.Element }): JSX.Element {
  return (
    <>
      {content.error && <Failed error={content.error} retry={content.retry} />}
      {content.loading && <Loading />}
      {content.data && show(content.data)}
    </>
  );
}

/** Who comes by a link from elsewhere is brought here; who opened the row stays at its button. */
function useArrival() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement?.closest(".expand")) return;
    heading.current?.scrollIntoView({ block: "center" });
    heading.current?.focus({ preventScroll: true });
  }, []);
  return heading;
}

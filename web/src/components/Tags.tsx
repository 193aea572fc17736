import type { JSX } from "preact";
import { text } from "../i18n/index.ts";
import { Icon } from "./Icon.tsx";

export interface Tag {
  key: string;
  label: string;
  lang?: string | undefined;
  remove: () => void;
}

interface Props {
  label: string;
  tags: readonly Tag[];
  clear?: () => void;
}

/** What was chosen, each with a button that takes it away again. */
export function Tags({ label, tags, clear }: Props): JSX.Element | null {
  if (tags.length === 0) return null;
  const words = text.value.app;
  return (
    <div class="tags" role="group" aria-label={label}>
      <ul>
        {tags.map((each) => (
          <li key={each.key}>
            <button type="button" class="tag" onClick={each.remove}>
              <span class="usa-sr-only">{words.remove} </span>
              <span lang={each.lang}>{each.label}</span>
              <Icon name="cross" />
            </button>
          </li>
        ))}
      </ul>
      {clear && tags.length > 1 && (
        <button type="button" class="link-button" onClick={clear}>
          {words.clearAll}
        </button>
      )}
    </div>
  );
}

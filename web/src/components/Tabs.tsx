import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import "./Tabs.scss";

export interface Tab {
  key: string;
  label: string;
}

interface Props {
  label: string;
  tabs: readonly Tab[];
  current: string;
  onChange: (key: string) => void;
  /** What the current tab shows. */
  children: ComponentChildren;
}

/** Parts of one thing, of which one is in sight (the ARIA tabs pattern: arrow keys go from tab to tab). */
export function Tabs({ label, tabs, current, onChange, children }: Props): JSX.Element {
  const id = useId();
  const move = (event: KeyboardEvent) => {
    const next = neighbour(tabs, current, event.key);
    if (!next) return;
    event.preventDefault();
    onChange(next);
    document.getElementById(`${id}-${next}`)?.focus();
  };
  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map(({ key, label: name }) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`${id}-${key}`}
            aria-selected={key === current}
            aria-controls={`${id}-panel`}
            tabIndex={key === current ? 0 : -1}
            onClick={() => onChange(key)}
          >
            {name}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`} tabIndex={0}>
        {children}
      </div>
    </div>
  );
}

function neighbour(tabs: readonly Tab[], current: string, key: string): string | undefined {
  const at = tabs.findIndex((each) => each.key === current);
  if (key === "ArrowRight") return tabs[(at + 1) % tabs.length]?.key;
  if (key === "ArrowLeft") return tabs[(at - 1 + tabs.length) % tabs.length]?.key;
  if (key === "Home") return tabs[0]?.key;
  if (key === "End") return tabs.at(-1)?.key;
  return undefined;
}

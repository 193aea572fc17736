import type { ComponentChildren, JSX } from "preact";

interface Props {
  summary: ComponentChildren;
  open?: boolean;
  onToggle?: (open: boolean) => void;
  children: ComponentChildren;
}

/** Something to open where it is wanted. On paper it is always open (see styles/_print). */
export function Disclosure({ summary, open = false, onToggle, children }: Props): JSX.Element {
  return (
    <details class="disclosure" open={open} onToggle={(event) => onToggle?.(event.currentTarget.open)}>
      <summary>{summary}</summary>
      <div class="disclosure-body">{children}</div>
    </details>
  );
}

import type { JSX } from "preact";

export interface ViewLink {
  key: string;
  label: string;
  href: string;
  /** Why this one cannot be chosen here; it is shown with its reason, not hidden. */
  unavailable?: string;
}

interface Props {
  label: string;
  links: readonly ViewLink[];
  current: string;
}

/** The views of one report side by side; each is an address. */
export function ViewLinks({ label, links, current }: Props): JSX.Element {
  return (
    <nav class="views" aria-label={label}>
      <ul>
        {links.map(({ key, label: name, href, unavailable }) => (
          <li key={key}>
            {unavailable ? (
              <span class="view view-off">
                {name}
                <small>{unavailable}</small>
              </span>
            ) : (
              <a class="view" href={href} aria-current={key === current ? "page" : undefined}>
                {name}
              </a>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}

import type { ComponentChildren, JSX } from "preact";
import { Page } from "../../components/Page.tsx";
import { Charts } from "./Charts.tsx";
import { Controls } from "./Controls.tsx";
import "./gallery.scss";
import { Notices } from "./Notices.tsx";
import { Tables } from "./Tables.tsx";

/** Every component in all its states, with made-up data: for who builds a screen, and for the visual tests. */
export function GalleryPage(): JSX.Element {
  return (
    <div class="contents" lang="en">
      <Page heading="Gallery" lead="Every component in all its states, with made-up data.">
        <Charts />
        <Tables />
        <Controls />
        <Notices />
      </Page>
    </div>
  );
}

/** One component; `name` also names its snapshot. */
export function Exhibit({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  const id = `exhibit-${name.toLowerCase().replace(/\W+/g, "-")}`;
  return (
    <section class="panel exhibit" aria-labelledby={id} data-exhibit={name}>
      <h2 id={id}>{name}</h2>
      {children}
    </section>
  );
}

/** One state of it. */
export function State({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="exhibit-state">
      <h3>{name}</h3>
      {children}
    </div>
  );
}

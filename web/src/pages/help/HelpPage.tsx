import type { JSX } from "preact";
import { Page } from "../../components/Page.tsx";
import { text } from "../../i18n/index.ts";
import { href } from "../../router/routes.ts";
import "./help.scss";
import { words } from "./words.ts";

/** How to read the reports and work with them, for everybody. */
export function HelpPage(): JSX.Element {
  const { title, lead, contents, topics, toGlossary, ask, askWho } = words.value;
  return (
    <Page heading={title} lead={lead} crumbs={[{ label: text.value.app.home, href: href("home", {}) }, { label: title }]}>
      <div class="help">
        <nav class="panel help-contents" aria-label={contents}>
          <ul>
            {topics.map((each) => (
              <li key={each.id}>
                <button type="button" class="link-button" onClick={() => show(each.id)}>
                  {each.title}
                </button>
              </li>
            ))}
            <li>
              <a href={href("glossary", {})}>{toGlossary}</a>
            </li>
          </ul>
        </nav>
        <div>
          {topics.map((each) => (
            <section key={each.id} class="panel" aria-labelledby={each.id}>
              <h2 id={each.id} tabIndex={-1}>
                {each.title}
              </h2>
              {each.paragraphs.map((paragraph) => (
                <p key={paragraph}>{paragraph}</p>
              ))}
            </section>
          ))}
          <section class="panel" aria-labelledby="ask">
            <h2 id="ask">{ask}</h2>
            <p>{askWho}</p>
          </section>
        </div>
      </div>
    </Page>
  );
}

/** Moves the eyes and the focus to a topic. */
function show(id: string): void {
  const heading = document.getElementById(id);
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView({ block: "start" });
}

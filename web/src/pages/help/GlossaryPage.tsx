import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { SearchField } from "../../components/Choice.tsx";
import { Page } from "../../components/Page.tsx";
import { Empty } from "../../components/Status.tsx";
import { plain } from "../../format/plain.ts";
import { language, text } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { href } from "../../router/routes.ts";
import "./help.scss";
import { words } from "./words.ts";

/** The words of the reports; `?term=cut` shows one of them. */
export function GlossaryPage(): JSX.Element {
  const { toGlossary, glossaryLead, search, count, none, all, entries, title } = words.value;
  const { query } = place.value;
  const typed = query.get("search") ?? "";
  const term = query.get("term") ?? "";
  const shown = inOrder(entries, language.value).filter((each) => holds(`${each.term} ${each.meaning}`, typed));
  useEffect(() => document.getElementById(`term-${term}`)?.scrollIntoView({ block: "center" }), [term]);
  return (
    <Page
      heading={toGlossary}
      lead={glossaryLead}
      crumbs={[
        { label: text.value.app.home, href: href("home", {}) },
        { label: title, href: href("help", {}) },
        { label: toGlossary },
      ]}
    >
      <search class="panel">
        <SearchField label={search} value={typed} onInput={(value) => setQuery({ search: value, term: null })} />
      </search>
      <p class="count" role="status">
        {count(shown.length)}
      </p>
      {shown.length === 0 && <Empty title={none} action={{ label: all, run: () => setQuery({ search: null }) }} />}
      <dl class="glossary">
        {shown.map((each) => (
          <div key={each.id} id={`term-${each.id}`} class={each.id === term ? "is-wanted" : undefined}>
            <dt>{each.term}</dt>
            <dd>{each.meaning}</dd>
          </div>
        ))}
      </dl>
    </Page>
  );
}

function inOrder<E extends { term: string }>(entries: readonly E[], spoken: string): E[] {
  const { compare } = new Intl.Collator(spoken);
  return [...entries].sort((a, b) => compare(a.term, b.term));
}

function holds(said: string, typed: string): boolean {
  return plain(said).includes(plain(typed.trim()));
}

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { getLinks, type KeptLink } from "../../api/links.ts";
import { type Listed, useListed } from "../../api/useListed.ts";
import { may } from "../../auth/session.ts";
import { SearchField, Select } from "../../components/Choice.tsx";
import { Icon } from "../../components/Icon.tsx";
import { MoreRows } from "../../components/MoreRows.tsx";
import { NotForRole } from "../../components/NotForRole.tsx";
import { Page, PrintButton } from "../../components/Page.tsx";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { place, setQuery } from "../../router/place.ts";
import { homeCrumb } from "../crumbs.ts";
import { numberIn } from "../query.ts";
import { useDelayed } from "../useDelayed.ts";
import { type LinkFilter, narrowed } from "./check.ts";
import { DeleteLink } from "./DeleteLink.tsx";
import { LinkDialog } from "./LinkDialog.tsx";
import { LinkTable } from "./LinkTable.tsx";
import { words } from "./words.ts";
import "./links.scss";

/** The links to teaching resources that the caller's organization keeps. */
export function LinksPage(): JSX.Element {
  if (!may("instructional-links")) return <NotForRole heading={words.value.title} />;
  return <Links />;
}

function Links(): JSX.Element {
  const texts = words.value;
  const { query } = place.value;
  const search = useDelayed((query.get("search") ?? "").trim(), 300);
  const filter = { owner: query.get("owner") ?? "", level: numberIn(query, "level") };
  const [changes, setChanges] = useState(0);
  const list = useListed(`links ${changes} ${search}`, async (cursor, signal) => {
    const { links, total, next } = await getLinks(search, cursor, signal);
    return { rows: links, total, next };
  });
  const [editing, setEditing] = useState<KeptLink | "new" | null>(null);
  const [deleting, setDeleting] = useState<KeptLink | null>(null);
  const changed = () => setChanges((before) => before + 1);
  return (
    <Page
      heading={texts.title}
      lead={texts.lead}
      crumbs={[...homeCrumb(), { label: texts.title }]}
      printed={[search, filter.owner && texts.owners[filter.owner as keyof typeof texts.owners], filter.level !== null && texts.numbered(filter.level)]}
      actions={
        <>
          <PrintButton />
          <button type="button" class="usa-button" onClick={() => setEditing("new")}>
            <Icon name="plus" />
            {texts.add}
          </button>
        </>
      }
    >
      <section class="panel with-actions" aria-label={texts.title}>
        <Filters filter={filter} typed={query.get("search") ?? ""} links={list.rows ?? []} />
        <Found list={list} filter={filter} search={search} onEdit={setEditing} onDelete={setDeleting} />
      </section>
      {editing && <LinkDialog link={editing === "new" ? null : editing} onDone={changed} onClose={() => setEditing(null)} />}
      {deleting && <DeleteLink link={deleting} onDone={changed} onClose={() => setDeleting(null)} />}
    </Page>
  );
}

interface FiltersProps {
  filter: LinkFilter;
  typed: string;
  links: readonly KeptLink[];
}

function Filters({ filter, typed, links }: FiltersProps): JSX.Element {
  const texts = words.value;
  const kinds = Object.entries(texts.owners).filter(([type]) => filter.owner === type || links.some((each) => each.organization.type === type));
  const highest = Math.max(4, filter.level ?? 0, ...links.map((each) => each.level));
  const levels = Array.from({ length: highest }, (_, at) => at + 1);
  return (
    <div class="fields" role="group" aria-label={texts.filters}>
      <SearchField label={texts.search} value={typed} onInput={(search) => setQuery({ search, page: null })} />
      <Select
        label={texts.owner}
        value={filter.owner}
        options={[{ value: "", label: texts.anyOwner }, ...kinds.map(([value, label]) => ({ value, label }))]}
        onChange={(owner) => setQuery({ owner, page: null })}
      />
      <Select
        label={texts.level}
        value={filter.level === null ? "" : String(filter.level)}
        options={[
          { value: "", label: texts.anyLevel },
          { value: "0", label: texts.everyLevel },
          ...levels.map((level) => ({ value: String(level), label: texts.numbered(level) })),
        ]}
        onChange={(level) => setQuery({ level, page: null })}
      />
    </div>
  );
}

interface FoundProps {
  list: Listed<KeptLink>;
  filter: LinkFilter;
  search: string;
  onEdit: (link: KeptLink) => void;
  onDelete: (link: KeptLink) => void;
}

function Found({ list, filter, search, onEdit, onDelete }: FoundProps): JSX.Element {
  const texts = words.value;
  const shown = useMemo(() => narrowed(list.rows ?? [], filter), [list.rows, filter.owner, filter.level]);
  if (list.error) return <Failed error={list.error} retry={list.retry} />;
  if (!list.rows) return <Loading />;
  const some = Boolean(search || filter.owner || filter.level !== null);
  if (shown.length === 0 && !list.more) {
    const clear = { label: texts.clear, run: () => setQuery({ search: null, owner: null, level: null }) };
    return (
      <div role="status">
        <Empty title={texts.none} {...(some && { action: clear })}>
          {texts.noneWhy}
        </Empty>
      </div>
    );
  }
  return (
    <>
      <LinkTable links={shown} total={filter.owner || filter.level !== null ? shown.length : (list.total ?? shown.length)} onEdit={onEdit} onDelete={onDelete} />
      <MoreRows list={list} />
    </>
  );
}

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import {
  type AggregateOptions,
  changeQuery,
  deleteQuery,
  listQueries,
  type SavedQuery,
  saveQuery,
} from "../../api/aggregates.ts";
import { useResource } from "../../api/useResource.ts";
import { announce } from "../../components/announce.tsx";
import { Select } from "../../components/Choice.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { Message } from "../../components/Status.tsx";
import { go, place, setQuery } from "../../router/place.ts";
import { type Draft, queryHref } from "./draft.ts";
import { fitted } from "./fit.ts";
import { SaveDialog } from "./SaveDialog.tsx";
import { words } from "./words.ts";

interface Props {
  draft: Draft;
  options: AggregateOptions;
  incomplete: boolean;
}

/** Keeping this definition, and starting from one that is kept. */
export function SavedQueries({ draft, options, incomplete }: Props): JSX.Element {
  const said = words.value.saved;
  const kept = useResource("aggregate queries", listQueries, true);
  const [open, setOpen] = useState<"save" | "delete" | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const queries = kept.data?.queries ?? [];
  const current = queries.find((each) => each.id === place.value.query.get("saved")) ?? null;
  const saved = (query: SavedQuery) => {
    setOpen(null);
    setProblem(null);
    kept.retry();
    setQuery({ saved: query.id });
    announce(said.done(query.name));
  };
  const change = async () => {
    if (!current) return;
    const definition = fitted({ ...draft, name: current.name }, options);
    const result = await changeQuery(current, definition).catch(() => null);
    if (result) return saved(result);
    setProblem(said.conflict);
    kept.retry();
  };
  const forget = async () => {
    if (!current) return;
    const gone = await deleteQuery(current.id).then(() => true, () => false);
    setOpen(null);
    if (!gone) return setProblem(said.failed);
    setQuery({ saved: null });
    kept.retry();
    announce(said.deleted);
  };
  return (
    <div class="saved-queries">
      {current && <p class="quiet">{said.using(current.name)}</p>}
      {problem && <Message urgent>{problem}</Message>}
      {!incomplete && (
        <p class="review-links">
          {current && (
            <button type="button" class="link-button" onClick={() => void change()}>
              {said.change}
            </button>
          )}
          <button type="button" class="link-button" onClick={() => setOpen("save")}>
            {current ? said.saveAs : said.save}
          </button>
          {current && (
            <button type="button" class="link-button" onClick={() => setOpen("delete")}>
              {said.delete}
            </button>
          )}
        </p>
      )}
      {queries.length > 0 && (
        <Select
          label={said.load}
          value={current?.id ?? ""}
          options={[{ value: "", label: said.loadNone }, ...queries.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(id) => {
            const found = queries.find((each) => each.id === id);
            if (found) go(queryHref(found));
            else setQuery({ saved: null });
          }}
        />
      )}
      {open === "save" && (
        <SaveDialog
          heading={current ? said.saveAs : said.save}
          name={current ? "" : draft.name}
          save={(name) => saveQuery({ ...draft, name })}
          onSaved={saved}
          onClose={() => setOpen(null)}
        />
      )}
      {open === "delete" && current && (
        <Confirm heading={said.deleteAsk(current.name)} doIt={said.delete} onConfirm={() => void forget()} onClose={() => setOpen(null)}>
          <p>{said.deleteWhat}</p>
        </Confirm>
      )}
    </div>
  );
}

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type AggregateOptions, type Estimate, estimateReport, runReport } from "../../api/aggregates.ts";
import { ApiError } from "../../api/errors.ts";
import { useResource } from "../../api/useResource.ts";
import { announce } from "../../components/announce.tsx";
import { Delivered } from "../../components/Delivered.tsx";
import { TextField } from "../../components/Field.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Message } from "../../components/Status.tsx";
import { count } from "../../format/format.ts";
import { language, text } from "../../i18n/index.ts";
import { go, place } from "../../router/place.ts";
import { href } from "../../router/routes.ts";
import { useDelayed } from "../useDelayed.ts";
import type { Draft } from "./draft.ts";
import type { Problem } from "./fit.ts";
import { SavedQueries } from "./SavedQueries.tsx";
import { sentenceOf, suggestedName } from "./sentence.ts";
import { words } from "./words.ts";

interface Props {
  draft: Draft;
  options: AggregateOptions;
  names: ReadonlyMap<string, string>;
  problems: readonly Problem[];
  onChange: (part: Partial<Draft>) => void;
  /** The user tried although something is amiss. */
  onRefused: () => void;
}

/** The report in words, how large it will be, and the button that has it made. */
export function Review({ draft, options, names, problems, onChange, onRefused }: Props): JSX.Element {
  const said = words.value;
  const told = { options, places: names, words: said, grades: text.value.grades, language: language.value };
  const named = { ...draft, name: draft.name.trim() || suggestedName(draft, said) };
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const create = async () => {
    if (problems.length > 0) return onRefused();
    setBusy(true);
    setError(null);
    try {
      const report = await runReport(named);
      go(href("aggregateReport", { reportId: report.id }));
    } catch (cause) {
      setBusy(false);
      setError(cause instanceof ApiError ? cause : new ApiError("failed"));
    }
  };
  return (
    <section class="panel review" aria-labelledby="review">
      <h2 id="review" tabIndex={-1}>
        {said.section.review}
      </h2>
      <p class="review-words">{sentenceOf(draft, told)}</p>
      {problems.length > 0 ? <StillTo problems={problems} /> : <Size draft={named} />}
      <TextField
        label={said.name}
        hint={said.nameHint}
        optional={text.value.app.optional}
        maxLength={100}
        value={draft.name}
        onInput={(name) => onChange({ name })}
      />
      {error && <Refused error={error} />}
      <div class="button-row">
        <button type="button" class="usa-button" aria-disabled={busy} onClick={() => !busy && void create()}>
          <Icon name="chart" />
          {busy ? said.creating : said.create}
        </button>
      </div>
      <SavedQueries draft={named} options={options} incomplete={problems.length > 0} />
      <p class="review-links">
        <button type="button" class="link-button" onClick={copyLink}>
          {said.copy}
        </button>
        <button type="button" class="link-button" onClick={() => go(href("aggregate", {}), "replace")}>
          {said.clear}
        </button>
      </p>
    </section>
  );
}

/** What is missing, each a way to where it is. */
function StillTo({ problems }: { problems: readonly Problem[] }): JSX.Element {
  const said = words.value;
  return (
    <div class="still-to">
      <p>{said.stillTo}</p>
      <ul>
        {problems.map((each) => (
          <li key={each.what}>
            <a href={`#${each.section}`}>{said.problems[each.what]}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** How many rows it will have, as soon as the user has stopped changing it. */
function Size({ draft }: { draft: Draft }): JSX.Element {
  const said = words.value;
  // The name changes nothing about the rows.
  const key = useDelayed(JSON.stringify({ ...draft, name: "" }), 400);
  const found = useResource(`estimate ${key}`, (signal) => estimateReport({ ...(JSON.parse(key) as Draft), name: "-" }, signal));
  return (
    <div class="size">
      <p role="status">{found.data ? sizeOf(found.data) : found.loading ? said.estimating : ""}</p>
      {found.data && !found.data.fits && <Message>{said.large(count(found.data.limit, language.value))}</Message>}
      {found.error && <Refused error={found.error} fallback={said.estimateFailed} />}
    </div>
  );
}

function sizeOf({ rows, at_once: atOnce }: Estimate): JSX.Element {
  const said = words.value;
  return (
    <>
      <strong>{rows === 1 ? said.rowsOne : said.rows(count(rows, language.value))}</strong>{" "}
      <span class="quiet">{atOnce ? said.atOnce : said.takesTime}</span>
    </>
  );
}

/** Why not; what the service says about a definition is written for who made it. */
export function Refused({ error, fallback }: { error: ApiError; fallback?: string }): JSX.Element {
  const said = words.value;
  const { title, next } = text.value.errors[error.kind];
  const spoken = error.kind === "invalid" && error.message;
  return (
    <Message urgent>
      {spoken ? (
        <p>
          {said.refused} <Delivered>{error.message}</Delivered>
        </p>
      ) : (
        <p>{fallback ?? `${title}. ${next}`}</p>
      )}
    </Message>
  );
}

async function copyLink(): Promise<void> {
  const said = words.value;
  const { path, query } = place.peek();
  try {
    await navigator.clipboard.writeText(`${window.location.origin}${path}?${query.toString()}`);
    announce(said.copied);
  } catch {
    announce(said.copyFailed);
  }
}

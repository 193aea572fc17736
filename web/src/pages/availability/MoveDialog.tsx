import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type AvailabilityFilter, type AvailabilityRow, type AvailabilityStatus, moveFiltered, moveRows } from "../../api/availability.ts";
import { ApiError } from "../../api/errors.ts";
import { announce } from "../../components/announce.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { batches, movable } from "./filter.ts";
import { words } from "./words.ts";

interface Props {
  status: AvailabilityStatus;
  rows: readonly AvailabilityRow[];
  /** Every row of this filter, also those that are not loaded. */
  filter: AvailabilityFilter | null;
  onDone: () => void;
  onClose: () => void;
}

/** Says what everybody will see from then on, asks, and moves results. */
export function MoveDialog({ status, rows, filter, onDone, onClose }: Props): JSX.Element {
  const texts = words.value;
  const chosen = movable(rows, status);
  const [done, setDone] = useState<number | null>(null);
  const [error, setError] = useState("");
  const busy = done !== null && !error;
  const run = async () => {
    setError("");
    setDone(0);
    let changed = 0;
    let unchanged = 0;
    try {
      const requests = filter ? [() => moveFiltered(filter, status)] : batches(chosen, status).map((each) => () => moveRows(each));
      for (const request of requests) {
        const outcome = await request();
        changed += outcome.changed;
        unchanged += outcome.unchanged;
        setDone(changed);
      }
      announce(texts.done(changed, unchanged));
      onDone();
      onClose();
    } catch (cause) {
      setError(cause instanceof ApiError && cause.code === "conflict" ? texts.conflict : texts.failed(changed));
      onDone();
    }
  };
  const kinds = new Set(filter?.kind ? [filter.kind] : (filter ? rows : chosen).map((each) => each.kind));
  return (
    <Confirm
      heading={filter ? texts.askAll[status] : texts.ask[status](chosen.length)}
      doIt={busy ? texts.moving : texts.move[status]}
      busy={busy}
      onConfirm={() => void run()}
      onClose={onClose}
    >
      {status === "released" ? (
        <>
          {kinds.has("individual") && <p>{texts.effect.releasedIndividual}</p>}
          {kinds.has("aggregate") && <p>{texts.effect.releasedAggregate}</p>}
        </>
      ) : (
        <p>{texts.effect[status]}</p>
      )}
      {!filter && chosen.length < rows.length && <p>{texts.skipped(rows.length - chosen.length)}</p>}
      <p class="quiet">{texts.recorded}</p>
      {busy && !filter && (
        <p role="status">
          <progress max={chosen.length} value={done} aria-label={texts.moving} /> {texts.progress(done, chosen.length)}
        </p>
      )}
      {error && (
        <p class="usa-error-message" role="alert">
          {error}
        </p>
      )}
    </Confirm>
  );
}

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { announce } from "../../components/announce.tsx";
import { Chip } from "../../components/Chip.tsx";
import { Icon } from "../../components/Icon.tsx";
import { percent } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { href } from "../../router/routes.ts";
import { sizeText } from "./names.ts";
import { StatusChip } from "./StatusChip.tsx";
import { canCancel, cancelUpload, forgetUpload, isOver, isSending, retryUpload, type Upload, uploads } from "./uploads.ts";
import { words } from "./words.ts";

/** The heading of everything about uploads. */
export const UPLOADS = "upload-title";

const HEADING = "upload-list";

/** The files handed in since the page was opened, each with how far it has come. */
export function UploadList(): JSX.Element | null {
  const said = words.value.upload;
  const all = uploads.value;
  useAnnouncements(all);
  if (all.length === 0) return null;
  const over = all.filter(isOver);
  return (
    <div class="upload-list">
      <div class="table-head">
        <h3 id={HEADING} tabIndex={-1}>
          {said.list}
        </h3>
        {over.length > 0 && (
          <button type="button" class="usa-button usa-button--outline" onClick={() => forget(over)}>
            {said.clear}
          </button>
        )}
      </div>
      {all.some(isSending) && <p class="quiet">{said.listLead}</p>}
      <ul>
        {all.map((each) => (
          <Row key={each.id} upload={each} />
        ))}
      </ul>
    </div>
  );
}

function Row({ upload }: { upload: Upload }): JSX.Element {
  const { upload: said, feeds } = words.value;
  const { id, file, feed, deliveryId } = upload;
  return (
    <li class="upload-row">
      <div class="upload-facts">
        <span class="file-name">{file.name}</span>
        <span class="quiet">
          {feeds[feed].name}, {sizeText(file.size, language.value)}
        </span>
      </div>
      <Standing upload={upload} />
      <div class="upload-actions">
        {deliveryId && <a href={href("delivery", { deliveryId })}>{said.open}</a>}
        {upload.state === "failed" && (
          <button type="button" class="usa-button" onClick={() => retryUpload(id)}>
            {said.tryAgain}
            <span class="usa-sr-only">: {file.name}</span>
          </button>
        )}
        <EndButton upload={upload} />
      </div>
    </li>
  );
}

/** Stops a file while that can be done, and takes it off the list afterwards; the button stays the same. */
function EndButton({ upload }: { upload: Upload }): JSX.Element | null {
  const said = words.value.upload;
  const { id, file } = upload;
  const stops = canCancel(upload);
  if (!stops && isSending(upload)) return null;
  const label = stops ? said.cancel(file.name) : said.remove(file.name);
  return (
    <button type="button" class="icon-button" aria-label={label} onClick={() => (stops ? cancelUpload(id) : forget([upload]))}>
      <Icon name={stops ? "cross" : "trash"} />
    </button>
  );
}

/** Takes files off the list; the focus, whose button goes with them, moves to the heading above. */
function forget(some: readonly Upload[]): void {
  some.forEach((each) => forgetUpload(each.id));
  document.getElementById(uploads.peek().length > 0 ? HEADING : UPLOADS)?.focus();
}

/** How far a file has come: on its way to us, then through the checks. */
function Standing({ upload }: { upload: Upload }): JSX.Element {
  const said = words.value.upload;
  const { state, share, trouble, delivery, file } = upload;
  const bar = (value: number | null, text: string) => (
    <div class="upload-standing">
      <progress aria-label={said.progressOf(file.name)} max={1} value={value ?? undefined} />
      <span>{text}</span>
    </div>
  );
  const parts = (value: number) => percent(Math.floor(value * 100), language.value);
  if (state === "sending") return bar(share, said.sending(parts(share)));
  if (state === "waiting" || state === "asking") return bar(state === "waiting" ? 0 : null, said.states[state]);
  if (state === "failed") {
    return (
      <div class="upload-standing upload-trouble">
        <Icon name="stop" />
        <span>{said.troubles[trouble ?? "unknown"]}</span>
      </div>
    );
  }
  if (state === "cancelled") return <div class="upload-standing"><Chip>{said.states.cancelled}</Chip></div>;
  if (!delivery) return bar(null, said.states.landed);
  if (delivery.status === "processing") return bar(delivery.progress, said.checking(parts(delivery.progress)));
  return <div class="upload-standing"><StatusChip status={delivery.status} /></div>;
}

/** Says what has arrived, what was not handed in, and what became of it; not every percent. */
function useAnnouncements(all: readonly Upload[]): void {
  const before = useRef(new Map(all.map((each) => [each.id, standing(each)])));
  useEffect(() => {
    const { upload: said, statuses } = words.peek();
    for (const each of all) {
      const now = standing(each);
      const was = before.current.get(each.id) ?? "waiting";
      if (now === was) continue;
      if (each.state === "failed") announce(said.failed(each.file.name));
      else if (now === "landed") announce(said.arrived(each.file.name));
      else if (each.delivery && now !== "processing") announce(said.nowIs(each.file.name, statuses[each.delivery.status].name));
    }
    before.current = new Map(all.map((each) => [each.id, standing(each)]));
  }, [all]);
}

function standing({ state, delivery }: Upload): string {
  return delivery?.status ?? state;
}

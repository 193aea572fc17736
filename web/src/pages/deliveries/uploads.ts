import { effect, signal } from "@preact/signals";
import { type Feed, findUpload, getDelivery, prepareUpload, type DeliveryRow, type UploadForm } from "../../api/deliveries.ts";
import { ApiError } from "../../api/errors.ts";
import { session } from "../../auth/session.ts";
import { post, SendError } from "./send.ts";
import { isUnderWay } from "./status.ts";

/** Where an upload stands until its delivery takes over. */
export type UploadState = "waiting" | "sending" | "asking" | "landed" | "failed" | "cancelled";

/** Why an upload failed; `unknown` is when not even that could be found out. */
export type Trouble = "not-permitted" | "refused" | "connection" | "unknown" | "too-large" | "expired" | "unreadable";

export interface Upload {
  id: number;
  file: File;
  feed: Feed;
  state: UploadState;
  /** Of the file's bytes, from 0 to 1. */
  share: number;
  trouble: Trouble | null;
  deliveryId: string | null;
  /** What became of the delivery, once its processing has begun. */
  delivery: DeliveryRow | null;
}

/** Every upload of this visit; they go on while the user looks at other pages. */
export const uploads = signal<readonly Upload[]>([]);

const AT_ONCE = 2;
const FIRST_LOOK_MS = 1_000;
const LAST_LOOK_MS = 10_000;
const ASKED_AGAIN = 4;

const aborts = new Map<number, AbortController>();
let lastId = 0;

/** Adds files of one feed; they are sent two at a time. */
export function addUploads(files: readonly File[], feed: Feed): void {
  const added = files.map<Upload>((file) => ({
    id: ++lastId, file, feed, state: "waiting", share: 0, trouble: null, deliveryId: null, delivery: null,
  }));
  uploads.value = [...uploads.value, ...added];
  sendNext();
}

/** Stops an upload while that keeps it from landing. */
export function cancelUpload(id: number): void {
  if (!uploads.peek().some((each) => each.id === id && canCancel(each))) return;
  change(id, { state: "cancelled", share: 0 });
  aborts.get(id)?.abort();
}

/** Sends a file again from its beginning. */
export function retryUpload(id: number): void {
  change(id, { state: "waiting", share: 0, trouble: null });
  sendNext();
}

/** Takes an upload off the list. */
export function forgetUpload(id: number): void {
  uploads.value = uploads.value.filter((each) => each.id !== id);
}

/** Whether the upload still needs this page. */
export function isSending({ state }: Upload): boolean {
  return state === "waiting" || state === "sending" || state === "asking";
}

/** Whether stopping it still keeps it from landing: S3 keeps whole files only. */
export function canCancel({ state, share }: Upload): boolean {
  return state === "waiting" || (state === "sending" && share < 1);
}

/** Whether there is nothing to wait for any more. */
export function isOver(upload: Upload): boolean {
  if (upload.state !== "landed") return !isSending(upload);
  return upload.delivery !== null && !isUnderWay(upload.delivery.status);
}

function sendNext(): void {
  const all = uploads.value;
  const free = AT_ONCE - all.filter((each) => each.state === "sending" || each.state === "asking").length;
  for (const upload of all.filter((each) => each.state === "waiting").slice(0, Math.max(free, 0))) {
    change(upload.id, { state: "sending" });
    void send(upload).finally(sendNext);
  }
}

async function send(upload: Upload): Promise<void> {
  const abort = new AbortController();
  aborts.set(upload.id, abort);
  try {
    const form = await prepareUpload(upload.feed, upload.file.name, upload.file.size, abort.signal);
    const version = await sent(upload, form, abort.signal);
    await arrived(upload, form, version, abort.signal);
  } catch (cause) {
    if (!abort.signal.aborted) change(upload.id, { state: "failed", trouble: troubleOf(cause) });
  } finally {
    aborts.delete(upload.id);
  }
}

/** Sends the file; the version it became, or "" where the answer got lost and it may have landed. */
async function sent(upload: Upload, form: UploadForm, signal: AbortSignal): Promise<string> {
  try {
    return await post(form, upload.file, (share) => change(upload.id, { share }), signal);
  } catch (cause) {
    if (cause instanceof SendError && cause.kind === "connection") return "";
    throw cause;
  }
}

/** Asks what the file became, until there is an answer: a lost line comes back after a while. */
async function arrived(upload: Upload, form: UploadForm, version: string, signal: AbortSignal): Promise<void> {
  change(upload.id, { state: "asking" });
  for (let tries = 1; ; tries++) {
    try {
      const { file, feed } = upload;
      const landed = await findUpload(feed, file.name, form.upload_id, version, signal);
      change(upload.id, { state: "landed", share: 1, deliveryId: landed.delivery_id });
      void follow(upload.id, landed.delivery_id);
      return;
    } catch (cause) {
      if (signal.aborted) throw cause;
      if (cause instanceof ApiError && cause.kind === "missing") throw new SendError("connection");
      if (tries === ASKED_AGAIN) throw new SendError("unknown");
      await pause(FIRST_LOOK_MS * 2 ** tries);
    }
  }
}

/** Looks at the delivery, less and less often, until it no longer changes by itself. */
async function follow(id: number, deliveryId: string): Promise<void> {
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(wait * 1.3, LAST_LOOK_MS)) {
    await pause(wait);
    if (!uploads.value.some((each) => each.id === id)) return;
    const delivery = await getDelivery(deliveryId).catch(() => null);
    if (!delivery) continue; // not begun yet, or no connection: the next look may tell
    change(id, { delivery });
    if (!isUnderWay(delivery.status)) return;
  }
}

function change(id: number, changes: Partial<Upload>): void {
  uploads.value = uploads.value.map((each) => {
    const settled = each.id !== id || (each.state === "cancelled" && changes.state !== "waiting");
    return settled ? each : { ...each, ...changes };
  });
}

function troubleOf(cause: unknown): Trouble {
  if (cause instanceof SendError) return cause.kind;
  if (!(cause instanceof ApiError)) return "unknown";
  if (cause.kind === "forbidden") return "not-permitted";
  if (cause.kind === "invalid") return "refused";
  return "connection";
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

// Whoever leaves the site while files are being sent is asked first.
let warned = false;
effect(() => {
  const sending = uploads.value.some(isSending);
  if (sending && !warned) window.addEventListener("beforeunload", warn);
  if (!sending && warned) window.removeEventListener("beforeunload", warn);
  warned = sending;
});

// Another user, or another role, has nothing to do with these files.
let owner = session.peek()?.assignment?.id;
effect(() => {
  const now = session.value?.assignment?.id;
  if (now === owner) return;
  owner = now;
  for (const abort of aborts.values()) abort.abort();
  uploads.value = [];
});

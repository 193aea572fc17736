import type { UploadForm } from "../../api/deliveries.ts";
import type { Trouble } from "./uploads.ts";

/** A file that did not go through. */
export class SendError extends Error {
  constructor(readonly kind: Trouble) {
    super(kind);
  }
}

const CREATED = 201;

/**
 * Sends a file by its form; `fetch` does not tell how far an upload has come.
 *
 * @returns the version it became, "" where the answer does not say.
 * @throws SendError: it was refused, or the line broke off.
 */
export function post(form: UploadForm, file: File, onShare: (share: number) => void, signal: AbortSignal): Promise<string> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => onShare(total > 0 ? loaded / total : 0));
    request.addEventListener("load", () => {
      if (request.status === CREATED) done(request.getResponseHeader("x-amz-version-id") ?? "");
      else fail(new SendError(refusal(request.responseText)));
    });
    request.addEventListener("error", () => {
      readable(file).then((can) => fail(new SendError(can ? "connection" : "unreadable")));
    });
    request.addEventListener("abort", () => fail(new SendError("connection")));
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", form.url);
    request.send(body(form, file));
  });
}

function body(form: UploadForm, file: File): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(form.fields)) data.append(name, value);
  data.append("file", file); // S3 reads no field that comes after it
  return data;
}

/** A file that was changed, moved or deleted since it was chosen breaks the line off, too. */
async function readable(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function refusal(text: string): Trouble {
  if (text.includes("EntityTooLarge") || text.includes("EntityTooSmall")) return "too-large";
  return text.includes("expired") ? "expired" : "refused";
}

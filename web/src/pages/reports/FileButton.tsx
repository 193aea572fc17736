import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { announce } from "../../components/announce.tsx";
import { Icon } from "../../components/Icon.tsx";
import { fetchFile } from "./fetchFile.ts";
import { words } from "./words.ts";

interface Props {
  name: string;
  /** Asks for the address of the file, which is good for a few minutes; null where there is none. */
  address: () => Promise<{ url: string | null }>;
  report: (problem: string | null) => void;
}

/** Downloads a file that was made. */
export function FileButton({ name, address, report }: Props): JSX.Element {
  const said = words.value;
  const [busy, setBusy] = useState(false);
  const fetch = async () => {
    setBusy(true);
    report(null);
    const found = await address().catch(() => null);
    setBusy(false);
    if (!found) return report(said.downloadFailed);
    if (!found.url) return report(said.gone);
    fetchFile(found.url);
    announce(said.downloadStarted);
  };
  return (
    <button
      type="button"
      class="usa-button usa-button--outline job-button"
      aria-label={said.download(name)}
      aria-disabled={busy}
      onClick={() => !busy && void fetch()}
    >
      <Icon name="download" />
      {said.downloadShort}
    </button>
  );
}

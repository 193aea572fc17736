import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import type { DeliveryFeed } from "../../api/deliveries.ts";
import { Icon } from "../../components/Icon.tsx";
import { words } from "./words.ts";

interface Props {
  /** What the files hold; null until it is chosen. */
  feed: DeliveryFeed | null;
  onFiles: (files: readonly File[]) => void;
  onFolder: () => void;
}

/** A button that opens the browser's own choice of files, in an area where they may be dropped. */
export function DropZone({ feed, onFiles, onFolder }: Props): JSX.Element {
  const said = words.value.upload;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!feed || !event.dataTransfer) return;
    if (hasFolder(event.dataTransfer)) onFolder();
    else onFiles([...event.dataTransfer.files]);
  };
  const choose = () => {
    const chosen = [...(input.current?.files ?? [])];
    if (input.current) input.current.value = ""; // the same file may be chosen again
    if (chosen.length > 0) onFiles(chosen);
  };
  return (
    <div
      class={["drop-zone", over && feed && "is-over"].filter(Boolean).join(" ")}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name="upload" />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={feed ? [...feed.endings, ...feed.packed_endings].join(",") : undefined}
        onChange={choose}
      />
      <button
        type="button"
        class="usa-button"
        aria-disabled={!feed}
        aria-describedby={`${id}-hint`}
        onClick={() => feed && input.current?.click()}
      >
        {said.files}
      </button>
      <span id={`${id}-hint`} class="quiet">
        {feed ? (over ? said.dropNow : said.drop) : said.chooseFirst}
      </span>
    </div>
  );
}

/** A folder arrives as a file without a size or kind, and cannot be read. */
function hasFolder(dropped: DataTransfer): boolean {
  return [...dropped.items].some((each) => each.webkitGetAsEntry?.()?.isDirectory);
}

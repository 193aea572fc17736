import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { Icon } from "../../components/Icon.tsx";
import { importWords } from "./importWords.ts";

interface Props {
  chosen: string;
  onFile: (file: File) => void;
}

/** A button that opens the browser's own choice of a file, in an area where it may be dropped. */
export function FileDrop({ chosen, onFile }: Props): JSX.Element {
  const texts = importWords.value;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [several, setSeveral] = useState(false);
  const take = (files: readonly File[]) => {
    setSeveral(files.length > 1);
    const [file] = files;
    if (file && files.length === 1) onFile(file);
  };
  return (
    <div
      class={over ? "file-drop is-over" : "file-drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <Icon name="upload" />
      {chosen && <strong class="file-name">{texts.chosen(chosen)}</strong>}
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,text/csv"
        onChange={(event) => {
          take([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = ""; // the same file may be chosen again once it was mended
        }}
      />
      <button
        type="button"
        class={chosen ? "usa-button usa-button--outline" : "usa-button"}
        aria-describedby={`${id}-hint`}
        onClick={() => input.current?.click()}
      >
        {chosen ? texts.another : texts.button}
      </button>
      <span id={`${id}-hint`} class="quiet">
        {over ? texts.dropNow : texts.drop}
      </span>
      {several && (
        <span class="usa-error-message" role="alert">
          {texts.one}
        </span>
      )}
    </div>
  );
}

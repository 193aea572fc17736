import type { JSX } from "preact";
import { type LinkDraft, urlFault } from "./check.ts";
import { levelText } from "./LinkTable.tsx";
import { words } from "./words.ts";

/** Where a link will stand and what it will look like there. */
export function Preview({ draft }: { draft: LinkDraft }): JSX.Element {
  const texts = words.value.form;
  const { assessment, owner, label, url, level } = draft;
  const where = assessment && level > 0 ? texts.atLevel(levelText({ level, assessment })) : texts.atEvery;
  const there = assessment && owner && label.trim() && urlFault(url) === null;
  return (
    <aside class="link-preview" aria-label={texts.preview}>
      <h3>{texts.preview}</h3>
      {there ? (
        <>
          <p class="quiet">
            {owner.type === "state" || owner.type === "system"
              ? texts.previewState(assessment.label, where)
              : texts.previewWhere(assessment.label, where, owner.name)}
          </p>
          <p>
            <a href={url.trim()} target="_blank" rel="noopener noreferrer">
              {label.trim()}
              <span class="usa-sr-only"> ({words.value.newTab})</span>
            </a>{" "}
            <span class="quiet">{owner.name}</span>
          </p>
        </>
      ) : (
        <p class="quiet">{texts.previewMissing}</p>
      )}
    </aside>
  );
}

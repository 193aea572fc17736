import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ApiError } from "../../api/errors.ts";
import { getFilterOptions } from "../../api/filters.ts";
import { type GroupImport, importGroups } from "../../api/groups.ts";
import { useResource } from "../../api/useResource.ts";
import { may } from "../../auth/session.ts";
import { announce } from "../../components/announce.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { NotForRole } from "../../components/NotForRole.tsx";
import { Page } from "../../components/Page.tsx";
import { useSchools } from "../../components/SchoolField.tsx";
import { Message } from "../../components/Status.tsx";
import { href } from "../../router/routes.ts";
import { homeCrumb } from "../crumbs.ts";
import { Faults } from "./Faults.tsx";
import { readGroupFile } from "./file.ts";
import { FileDrop } from "./FileDrop.tsx";
import { FilePreview } from "./FilePreview.tsx";
import { FileRules } from "./FileRules.tsx";
import { importWords } from "./importWords.ts";
import { Outlook, useOutlook } from "./Outlook.tsx";
import { words } from "./words.ts";
import "./groups.scss";

/** Makes and replaces many groups with a file. */
export function GroupsImportPage(): JSX.Element {
  const texts = importWords.value;
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const [unreadable, setUnreadable] = useState(false);
  const [outcome, setOutcome] = useState<GroupImport | null>(null);
  const { first } = useSchools("");
  const options = useResource("import options", () => getFilterOptions());
  if (!may("manage-groups")) return <NotForRole heading={texts.title} />;
  const read = async (chosen: File) => {
    setOutcome(null);
    try {
      setFile({ name: chosen.name, text: await chosen.text() });
      setUnreadable(false);
    } catch {
      setUnreadable(true);
    }
  };
  const list = { href: href("groups", {}), label: words.value.managed.title };
  return (
    <Page heading={texts.title} lead={texts.lead} crumbs={[...homeCrumb(), list, { label: texts.crumb }]}>
      {options.data && <FileRules school={first?.schools[0]?.id ?? ""} year={options.data.current_school_year} />}
      <section class="panel" aria-labelledby="choose-file">
        <h2 id="choose-file">{texts.choose}</h2>
        <FileDrop chosen={file?.name ?? ""} onFile={(chosen) => void read(chosen)} />
        {unreadable && <Message urgent>{texts.unreadable}</Message>}
      </section>
      {file && !unreadable && <Chosen key={`${file.name} ${file.text.length}`} text={file.text} outcome={outcome} onOutcome={setOutcome} />}
    </Page>
  );
}

interface ChosenProps {
  text: string;
  outcome: GroupImport | null;
  onOutcome: (outcome: GroupImport) => void;
}

/** A file that was chosen: what it holds, what will happen, and the import itself. */
function Chosen({ text, outcome, onOutcome }: ChosenProps): JSX.Element {
  const texts = importWords.value;
  const file = useMemo(() => readGroupFile(text), [text]);
  const [attempt, setAttempt] = useState(0);
  const { outlook, schools, failed } = useOutlook(file.groups, attempt);
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const replaced = outlook?.filter((each) => each.before).length ?? 0;
  const send = async () => {
    setAsks(false);
    setBusy(true);
    setError("");
    try {
      const done = await importGroups(text);
      onOutcome(done);
      const faults = errorsOf(done).length;
      announce(faults > 0 ? texts.refused(faults) : texts.done(done.groups.length));
      if (faults === 0) setAttempt(attempt + 1);
    } catch (cause) {
      setError(cause instanceof ApiError && cause.code === "conflict" ? texts.conflict : texts.failed);
    } finally {
      setBusy(false);
    }
  };
  const imported = outcome !== null && errorsOf(outcome).length === 0;
  return (
    <>
      {outcome && <Outcome outcome={outcome} />}
      {error && <Message urgent>{error}</Message>}
      {!imported && (
        <>
          <FilePreview file={file} />
          {file.groups.length > 0 && <Outlook outlook={outlook} schools={schools} failed={failed} />}
          <div class="save-bar">
            <button
              type="button"
              class="usa-button"
              aria-disabled={busy || file.obstacle !== null}
              onClick={() => !busy && file.obstacle === null && (replaced > 0 ? setAsks(true) : void send())}
            >
              {busy ? texts.importing : texts.import(file.groups.length)}
            </button>
            {file.obstacle && <span class="quiet">{texts.notYet}</span>}
          </div>
        </>
      )}
      {asks && (
        <Confirm heading={texts.ask(replaced)} doIt={texts.import(file.groups.length)} onConfirm={() => void send()} onClose={() => setAsks(false)}>
          <p>{texts.askWhat}</p>
        </Confirm>
      )}
    </>
  );
}

/** What became of the import. The focus goes there: it appears above what was looked at last. */
function Outcome({ outcome }: { outcome: GroupImport }): JSX.Element {
  const texts = importWords.value;
  const errors = errorsOf(outcome);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [outcome]);
  if (errors.length > 0) {
    return (
      <section class="panel" aria-labelledby="outcome">
        <Message urgent>
          <h2 id="outcome" ref={heading} tabIndex={-1}>
            {texts.refused(errors.length)}
          </h2>
          <p>{texts.refusedNext}</p>
        </Message>
        <Faults findings={outcome.findings} />
      </section>
    );
  }
  const schools = new Map(outcome.groups.map(({ school }) => [school.id, school.name]));
  return (
    <section class="panel" aria-labelledby="outcome">
      <Message>
        <h2 id="outcome" ref={heading} tabIndex={-1}>
          {texts.done(outcome.groups.length)}
        </h2>
        <p>{texts.doneNext}</p>
        <p class="saved-links">
          {[...schools].map(([id, name]) => (
            <a key={id} href={href("groups", {}, { school: id })}>
              {texts.seeGroups(name)}
            </a>
          ))}
        </p>
      </Message>
      {outcome.findings.length > 0 && (
        <>
          <h3>{texts.warned}</h3>
          <Faults findings={outcome.findings} />
        </>
      )}
    </section>
  );
}

function errorsOf({ findings }: GroupImport) {
  return findings.filter(({ severity }) => severity === "error");
}

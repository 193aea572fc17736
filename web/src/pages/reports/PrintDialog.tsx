import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { PrintedReport } from "../../api/printed.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { Failed, Loading, Message } from "../../components/Status.tsx";
import { text } from "../../i18n/index.ts";
import { go } from "../../router/place.ts";
import { href } from "../../router/routes.ts";
import { announce } from "../../components/announce.tsx";
import { type Printable, usePrintable, type Whose } from "./printable.ts";
import { PrintForm } from "./PrintForm.tsx";
import { PrintProgress } from "./PrintProgress.tsx";
import { words } from "./words.ts";
import "./reports.scss";

interface Props extends Whose {
  onClose: () => void;
}

/**
 * Has score reports printed of one student (by reference), of a group, or of a grade at a school.
 * One student's report is waited for; the others are found in My Reports.
 */
export function PrintDialog({ onClose, ...whose }: Props): JSX.Element {
  const said = words.value.print;
  const [year, setYear] = useState<number | null>(null);
  const [made, setMade] = useState<PrintedReport | null>(null);
  const found = usePrintable(whose, year);
  const created = (report: PrintedReport) => {
    if (whose.student) return setMade(report);
    announce(said.makingMany);
    onClose();
    go(href("reports", {}, { tab: "printed" }));
  };
  return (
    <Dialog heading={whose.student ? said.oneTitle : said.title} onClose={onClose} {...actionsOf(made, found.data, onClose)}>
      <p>{whose.student ? said.leadOne : said.leadMany}</p>
      {made ? (
        <PrintProgress report={made} onAgain={() => setMade(null)} />
      ) : (
        <>
          {!found.data && found.loading && <Loading />}
          {found.error && <Failed error={found.error} retry={found.retry} />}
          {found.data?.years.length === 0 && <Message>{said.noYears}</Message>}
          {found.data && found.data.years.length > 0 && (
            <PrintForm whose={whose} printable={found.data} onYear={setYear} onCreated={created} />
          )}
        </>
      )}
    </Dialog>
  );
}

/** The button that sends the form, as long as there is one. */
function actionsOf(made: PrintedReport | null, printable: Printable | null, onClose: () => void) {
  const { app } = text.value;
  const ready = !made && printable && printable.years.length > 0;
  return {
    actions: (
      <>
        {ready && (
          <button type="submit" form="print-form" class="usa-button">
            {words.value.print.create}
          </button>
        )}
        <button type="button" class="usa-button usa-button--outline" onClick={onClose}>
          {made ? app.close : app.cancel}
        </button>
      </>
    ),
  };
}

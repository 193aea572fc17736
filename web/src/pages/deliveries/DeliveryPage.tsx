import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type Delivery, getDelivery, getFindingsFile, replayDelivery } from "../../api/deliveries.ts";
import { ApiError } from "../../api/errors.ts";
import { announce } from "../../components/announce.tsx";
import { Delivered } from "../../components/Delivered.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { Disclosure } from "../../components/Disclosure.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Page } from "../../components/Page.tsx";
import { Empty, Failed, Loading, Message } from "../../components/Status.tsx";
import { language } from "../../i18n/index.ts";
import { go } from "../../router/place.ts";
import { href } from "../../router/routes.ts";
import { Counts } from "./Counts.tsx";
import { FindingsTable } from "./FindingsTable.tsx";
import { moment } from "./moment.ts";
import { isUnderWay } from "./status.ts";
import { StatusChip } from "./StatusChip.tsx";
import { Summary } from "./Summary.tsx";
import { uploads } from "./uploads.ts";
import { useLive } from "./useLive.ts";
import { Way } from "./Way.tsx";
import { words } from "./words.ts";
import "./deliveries.scss";

const REPLAYED_FOR_MS = 30_000;

/** One delivery: how far it has come, what was found in it, and how to mend that. */
export function DeliveryPage({ deliveryId }: { deliveryId: string }): JSX.Element {
  const [replayedAt, setReplayedAt] = useState(0);
  const shown = useLive(
    deliveryId,
    (signal) => found(deliveryId, signal),
    (delivery) => delivery === "queued" || isUnderWay(delivery.status) || Date.now() - replayedAt < REPLAYED_FOR_MS,
  );
  const { title, list, one } = words.value;
  const delivery = shown.data === "queued" ? null : shown.data;
  const uploaded = uploads.value.find((each) => each.deliveryId === deliveryId);
  const name = delivery?.name ?? uploaded?.file.name ?? title;
  const replayed = () => {
    setReplayedAt(Date.now());
    shown.look();
  };
  return (
    <Page
      heading={name}
      ready={delivery !== null || shown.error !== null}
      crumbs={[{ label: title, href: href("deliveries", {}) }, ...(name === title ? [] : [{ label: name }])]}
      lead={delivery && leadOf(delivery)}
      actions={delivery && <Actions delivery={delivery} onReplay={replayed} />}
      printed={delivery ? [words.value.statuses[delivery.status].name, delivery.message] : []}
    >
      {shown.error?.kind === "missing" && (
        <Empty title={one.missing} action={{ label: one.toList, run: () => go(href("deliveries", {})) }}>
          {one.missingWhy}
        </Empty>
      )}
      {shown.error && shown.error.kind !== "missing" && <Failed error={shown.error} retry={shown.look} />}
      {!shown.data && !shown.error && <Loading />}
      {shown.stale && <Message>{list.stale}</Message>}
      {shown.data === "queued" && <Empty title={one.queuedTitle}>{one.queued}</Empty>}
      {delivery && <Told delivery={delivery} />}
    </Page>
  );
}

/** A file that has just landed is not known yet; any other unknown one is an error. */
async function found(id: string, signal: AbortSignal): Promise<Delivery | "queued"> {
  try {
    return await getDelivery(id, signal);
  } catch (cause) {
    const landed = uploads.peek().some((each) => each.deliveryId === id && !each.delivery);
    if (landed && cause instanceof ApiError && cause.kind === "missing") return "queued";
    throw cause;
  }
}

function leadOf({ feed, vendor }: Delivery): string {
  const { feeds, one } = words.value;
  return one.lead(feeds[feed as keyof typeof feeds]?.name ?? feed, vendor);
}

function Told({ delivery }: { delivery: Delivery }): JSX.Element {
  const { statuses, one } = words.value;
  const { status, message, datasets } = delivery;
  return (
    <>
      <section class="panel" aria-labelledby="way">
        <h2 id="way">{one.wayTitle}</h2>
        <div class="delivery-now" role="status">
          <StatusChip status={status} />
          <p>{statuses[status].what}</p>
          {message && (
            <p class="quiet">
              <Delivered>{message}</Delivered>
            </p>
          )}
        </div>
        <Way delivery={delivery} />
        {datasets.length > 0 && (
          <p class="quiet">
            {one.datasets}: {datasets.map(datasetName).join(", ")}
          </p>
        )}
      </section>
      <Counts counts={delivery.counts} />
      <Summary delivery={delivery} />
      {delivery.findings_total > 0 && <FindingsTable delivery={delivery} />}
      <Support delivery={delivery} />
    </>
  );
}

/** "2026-sum" in words. */
function datasetName(id: string): string {
  const { one } = words.value;
  const [year = "", type = ""] = id.split("-");
  const spring = Number(year);
  const years = Number.isInteger(spring) ? `${spring - 1}–${String(spring % 100).padStart(2, "0")}` : year;
  return one.dataset(years, one.types[type] ?? type);
}

interface ActionsProps {
  delivery: Delivery;
  onReplay: () => void;
}

/** Taking the findings away, and having the file processed again. */
function Actions({ delivery, onReplay }: ActionsProps): JSX.Element {
  const { one } = words.value;
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const replay = async () => {
    setBusy(true);
    try {
      await replayDelivery(delivery.delivery_id);
      announce(one.replayDone);
      setAsking(false);
      onReplay();
    } catch {
      announce(one.replayFailed);
    } finally {
      setBusy(false);
    }
  };
  const file = delivery.findings_total > 0 && delivery.status !== "processing";
  return (
    <>
      {file && (
        <button type="button" class="usa-button usa-button--outline" onClick={() => fetchFindings(delivery.delivery_id)}>
          <Icon name="download" />
          {one.csv}
        </button>
      )}
      <button type="button" class="usa-button usa-button--outline" onClick={() => setAsking(true)}>
        {one.replay}
      </button>
      {asking && (
        <Confirm heading={one.replayAsk} doIt={one.replay} busy={busy} onConfirm={replay} onClose={() => setAsking(false)}>
          <p>{one.replayWhat}</p>
        </Confirm>
      )}
    </>
  );
}

/** The answer says that it is a file to save, so the page stays where it is. */
async function fetchFindings(id: string): Promise<void> {
  try {
    const { address } = await getFindingsFile(id);
    window.location.assign(address);
  } catch {
    announce(words.peek().one.csvFailed);
  }
}

/** Ids, for who asks for help. */
function Support({ delivery }: { delivery: Delivery }): JSX.Element {
  const { one } = words.value;
  return (
    <Disclosure summary={one.technical}>
      <p class="quiet">{one.support}</p>
      <dl class="delivery-ids">
        <dt>{one.id}</dt>
        <dd>{delivery.delivery_id}</dd>
        <dt>{one.version}</dt>
        <dd>{delivery.version_id}</dd>
        {delivery.digest && (
          <>
            <dt>{one.digest}</dt>
            <dd>{delivery.digest}</dd>
          </>
        )}
        <dt>{one.steps.landed}</dt>
        <dd>{moment(delivery.landed_at, language.value)}</dd>
      </dl>
    </Disclosure>
  );
}

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../components/Dialog.tsx";
import { text } from "../i18n/index.ts";
import { settings } from "../settings.ts";
import { enter, resume, signOut, stay } from "./enter.ts";
import { signInAddress } from "./exchange.ts";
import { rememberedUser } from "./memory.ts";
import { ended, session } from "./session.ts";

/** The user is asked this long before the session ends. */
const WARN_MS = 2 * 60_000;

/** Who has done something lately is not asked: with less than this left, the session is extended. */
const RENEW_MS = 10 * 60_000;
const LATELY_MS = 10 * 60_000;
const LOOK_MS = 1_000;

/** Where the window that signs in again arrives; it closes itself. */
export const SIGNED_IN_PATH = "/help";
const CHANNEL = "cers.session";

/** Watches the session's end: extends it, warns of it, and covers the page once it has come. */
export function SessionGuard(): JSX.Element | null {
  const left = useTimeLeft();
  useSignedInElsewhere();
  if (!session.value) return null;
  if (ended.value || (left !== null && left <= 0)) return <Ended />;
  if (left !== null && left <= WARN_MS) return <Warning left={left} />;
  return null;
}

/** Milliseconds until the session ends; extends it while the user is at work. */
function useTimeLeft(): number | null {
  const [now, setNow] = useState(Date.now());
  const end = session.value?.expiresAt ?? null;
  useEffect(() => {
    if (end === null) return undefined;
    let lastDone = Date.now();
    let asked = false;
    const done = () => {
      lastDone = Date.now();
    };
    const look = () => {
      const time = Date.now();
      if (!asked && end - time < RENEW_MS && end - time > WARN_MS && time - lastDone < LATELY_MS) {
        asked = true;
        stay().catch(() => undefined);
      }
      if (end - time <= WARN_MS) setNow(time);
    };
    const timer = setInterval(look, LOOK_MS);
    for (const each of ["keydown", "pointerdown", "wheel"]) window.addEventListener(each, done, { passive: true });
    return () => {
      clearInterval(timer);
      for (const each of ["keydown", "pointerdown", "wheel"]) window.removeEventListener(each, done);
    };
  }, [end]);
  return end === null ? null : end - Math.max(now, Date.now());
}

function Warning({ left }: { left: number }): JSX.Element {
  const words = text.value.session;
  const [failed, setFailed] = useState(false);
  const minutes = Math.ceil(left / 60_000);
  const extend = () => stay().catch(() => setFailed(true));
  return (
    <Dialog
      heading={words.warning}
      actions={
        <>
          <button type="button" class="usa-button" onClick={extend}>
            {words.stay}
          </button>
          <button type="button" class="usa-button usa-button--outline" onClick={() => void signOut()}>
            {text.value.app.signOut}
          </button>
        </>
      }
    >
      <p role="timer" aria-live="polite">
        {words.left(minutes)}
      </p>
      {failed && <p class="usa-error-message">{words.stayFailed}</p>}
    </Dialog>
  );
}

/** Covers the page, which stays as it is: what was typed is there again after signing in. */
function Ended(): JSX.Element {
  const words = text.value.session;
  const [failed, setFailed] = useState(false);
  const again = () => {
    const user = rememberedUser();
    if (settings().sandbox && user) enter(user).catch(() => setFailed(true));
    else openSignIn();
  };
  return (
    <Dialog
      heading={words.ended}
      cover
      actions={
        <>
          <button type="button" class="usa-button" onClick={again}>
            {words.again}
          </button>
          <button type="button" class="usa-button usa-button--outline" onClick={() => void signOut()}>
            {words.leave}
          </button>
        </>
      }
    >
      <p>{words.endedWhy}</p>
      {failed && <p class="usa-error-message">{words.stayFailed}</p>}
    </Dialog>
  );
}

/** Signs in within a window of its own; where the browser allows none, here, and back to this address. */
function openSignIn(): void {
  const opened = window.open(signInAddress(`${SIGNED_IN_PATH}?signed-in=1`), "cers-sign-in", "width=560,height=720");
  if (!opened) window.location.assign(signInAddress(window.location.pathname + window.location.search));
}

/** In the window that signed in: tells the others and closes. In the others: goes on. */
function useSignedInElsewhere(): void {
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    if (window.name === "cers-sign-in" && session.peek()) {
      channel.postMessage("signed-in");
      window.close();
    }
    channel.onmessage = () => void resume().catch(() => undefined);
    return () => channel.close();
  }, []);
}

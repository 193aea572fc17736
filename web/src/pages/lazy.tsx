import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError } from "../api/errors.ts";
import { Dialog } from "../components/Dialog.tsx";
import { Page } from "../components/Page.tsx";
import { Failed, Loading } from "../components/Status.tsx";
import { text } from "../i18n/index.ts";

type Loader<P> = () => Promise<ComponentType<P>>;

/** What stands in a part's place before it is there, and if it does not come. */
interface Standins<P> {
  Waiting: (props: P) => JSX.Element;
  NotFetched: (props: P) => JSX.Element;
}

/** Such a part; `fetchEarly` fetches its program before it is shown. */
export interface Lazy<P> {
  (props: P): JSX.Element;
  fetchEarly: () => void;
}

/** A page whose program is fetched when it is first shown, and only then. */
export function lazyPage<P extends object>(load: Loader<P>): Lazy<P> {
  return lazy(load, { Waiting: WaitingPage, NotFetched: NotFetchedPage });
}

/** A dialog whose program is fetched when it is first opened. */
export function lazyDialog<P extends { onClose: () => void }>(load: Loader<P>): Lazy<P> {
  return lazy(load, { Waiting: WaitingDialog, NotFetched: NotFetchedDialog });
}

function lazy<P extends object>(load: Loader<P>, { Waiting, NotFetched }: Standins<P>): Lazy<P> {
  let loaded: ComponentType<P> | null = null;
  const fetched = async () => (loaded ??= await load());
  function Part(props: P): JSX.Element {
    const [Shown, setShown] = useState<ComponentType<P> | null>(() => loaded);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (Shown) return undefined;
      let wanted = true;
      fetched().then(
        (component) => wanted && setShown(() => component),
        () => wanted && setFailed(true),
      );
      return () => {
        wanted = false;
      };
    }, []);
    if (Shown) return <Shown {...props} />;
    return failed ? <NotFetched {...props} /> : <Waiting {...props} />;
  }
  // What fails here is tried again, and told, when the part is shown.
  Part.fetchEarly = () => void fetched().catch(() => undefined);
  return Part;
}

function WaitingPage(): JSX.Element {
  return (
    <main id="main" class="page">
      <Loading />
    </main>
  );
}

function NotFetchedPage(): JSX.Element {
  return (
    <Page heading={text.value.errors.offline.title}>
      <NotFetched />
    </Page>
  );
}

function WaitingDialog({ onClose }: { onClose: () => void }): JSX.Element {
  return (
    <Dialog heading={text.value.app.loading} onClose={onClose}>
      <Loading />
    </Dialog>
  );
}

function NotFetchedDialog({ onClose }: { onClose: () => void }): JSX.Element {
  return (
    <Dialog heading={text.value.errors.offline.title} onClose={onClose}>
      <NotFetched />
    </Dialog>
  );
}

/** Offline, or a newer release has replaced the file: loading the page anew mends both. */
function NotFetched(): JSX.Element {
  return <Failed error={new ApiError("offline")} retry={() => window.location.reload()} />;
}

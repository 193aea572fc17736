import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError } from "../api/errors.ts";
import { Page } from "../components/Page.tsx";
import { Failed, Loading } from "../components/Status.tsx";
import { text } from "../i18n/index.ts";

type Loader<P> = () => Promise<ComponentType<P>>;

/** Such a page; `fetchEarly` fetches its program before it is shown. */
export interface LazyPage<P> {
  (props: P): JSX.Element;
  fetchEarly: () => void;
}

/** A page whose program is fetched when it is first shown, and only then. */
export function lazy<P extends object>(load: Loader<P>): LazyPage<P> {
  let loaded: ComponentType<P> | null = null;
  const fetched = async () => (loaded ??= await load());
  function Lazy(props: P): JSX.Element {
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
    return failed ? <NotFetched /> : <Waiting />;
  }
  // What fails here is tried again, and told, when the page is shown.
  Lazy.fetchEarly = () => void fetched().catch(() => undefined);
  return Lazy;
}

function Waiting(): JSX.Element {
  return (
    <main id="main" class="page">
      <Loading />
    </main>
  );
}

/** Offline, or a newer release has replaced the file: loading the page anew mends both. */
function NotFetched(): JSX.Element {
  return (
    <Page heading={text.value.errors.offline.title}>
      <Failed error={new ApiError("offline")} retry={() => window.location.reload()} />
    </Page>
  );
}

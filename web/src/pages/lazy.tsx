import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError } from "../api/errors.ts";
import { Page } from "../components/Page.tsx";
import { Failed, Loading } from "../components/Status.tsx";
import { text } from "../i18n/index.ts";

type Loader<P> = () => Promise<ComponentType<P>>;

/** A page whose program is fetched when it is first shown, and only then. */
export function lazy<P extends object>(load: Loader<P>): (props: P) => JSX.Element {
  let loaded: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [Shown, setShown] = useState<ComponentType<P> | null>(() => loaded);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (Shown) return undefined;
      let wanted = true;
      load().then(
        (component) => {
          loaded = component;
          if (wanted) setShown(() => component);
        },
        () => wanted && setFailed(true),
      );
      return () => {
        wanted = false;
      };
    }, []);
    if (Shown) return <Shown {...props} />;
    return failed ? <NotFetched /> : <Waiting />;
  };
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

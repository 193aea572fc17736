import type { JSX } from "preact";
import { ApiError, type ErrorKind } from "../../api/errors.ts";
import { Empty, Failed, Loading, Message } from "../../components/Status.tsx";
import { Exhibit, State } from "./GalleryPage.tsx";

const KINDS: ErrorKind[] = ["offline", "forbidden", "missing", "invalid", "failed"];
const nothing = () => undefined;

/** What a page says when it has nothing to show, or not yet. */
export function Notices(): JSX.Element {
  return (
    <Exhibit name="Status">
      <State name="loading">
        <Loading />
      </State>
      {KINDS.map((kind) => (
        <State key={kind} name={kind}>
          <Failed error={new ApiError(kind, "", "", kind === "failed" ? "7f2c-0001" : "")} retry={nothing} />
        </State>
      ))}
      <State name="empty">
        <Empty title="No results for this choice" action={{ label: "Show all", run: nothing }}>
          There are results this year, but none for the subject chosen.
        </Empty>
      </State>
      <State name="message">
        <Message>You are signed out.</Message>
      </State>
      <State name="urgent message">
        <Message urgent>Signing in did not work.</Message>
      </State>
    </Exhibit>
  );
}

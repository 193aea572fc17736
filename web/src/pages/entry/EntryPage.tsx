import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError } from "../../api/errors.ts";
import { enter } from "../../auth/enter.ts";
import { notice, type Notice } from "../../auth/session.ts";
import { Failed, Message } from "../../components/Status.tsx";
import type { Dictionary } from "../../i18n/en.ts";
import { text } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { settings } from "../../settings.ts";
import { RoleChoice } from "./RoleChoice.tsx";
import { SignIn } from "./SignIn.tsx";

/** Who is being let in just now, and what came of the last attempt. */
export interface Entering {
  name: string | null;
  failure: ApiError | null;
  start: (username: string, name: string) => void;
}

/** The page for who is not in yet. The address stays as it is, so entering leads to where it points. */
export function EntryPage(): JSX.Element {
  const entering = useEntering();
  useOutcome();
  return settings().sandbox ? <RoleChoice entering={entering} /> : <SignIn />;
}

function useEntering(): Entering {
  const [name, setName] = useState<string | null>(null);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const start = (username: string, shown: string) => {
    setName(shown);
    setFailure(null);
    enter(username).catch((cause: unknown) => {
      setName(null);
      setFailure(cause instanceof ApiError ? cause : new ApiError("failed"));
    });
  };
  return { name, failure, start };
}

/** Takes up what the sign-in left in the address: that it failed, or was not finished. */
function useOutcome(): void {
  const outcome = place.value.query.get("sign_in");
  useEffect(() => {
    if (outcome !== "failed" && outcome !== "cancelled") return;
    notice.value = outcome;
    setQuery({ sign_in: null });
  }, [outcome]);
}

/** Why the user is here again, and what went wrong with the last attempt. */
export function EntryMessages({ failure }: { failure: ApiError | null }): JSX.Element {
  const why = notice.value;
  return (
    <>
      {why && !failure && <Message urgent={why === "failed"}>{reasonOf(why, text.value.entry)}</Message>}
      {failure && <Failed error={failure} retry={() => window.location.reload()} />}
    </>
  );
}

function reasonOf(why: Notice, words: Dictionary["entry"]): string {
  const reasons: Record<Notice, string> = {
    "signed-out": words.signedOut,
    "assignment-gone": words.assignmentGone,
    failed: words.failed,
    cancelled: words.cancelled,
  };
  return reasons[why];
}

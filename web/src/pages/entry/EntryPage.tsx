import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ApiError } from "../../api/errors.ts";
import { SignInError } from "../../auth/cognito.ts";
import { enter } from "../../auth/enter.ts";
import { notice, type Notice } from "../../auth/session.ts";
import { Failed, Message } from "../../components/Status.tsx";
import type { Dictionary } from "../../i18n/en.ts";
import { text } from "../../i18n/index.ts";
import { settings } from "../../settings.ts";
import { RoleChoice } from "./RoleChoice.tsx";
import { SignIn } from "./SignIn.tsx";

/** Who is being let in just now, and what came of the last attempt. */
export interface Entering {
  name: string | null;
  failure: SignInError | ApiError | null;
  start: (username: string, password: string, name: string) => void;
}

/** The page for who is not in yet. The address stays as it is, so entering leads to where it points. */
export function EntryPage(): JSX.Element {
  const entering = useEntering();
  return settings().sandbox ? <RoleChoice entering={entering} /> : <SignIn entering={entering} />;
}

function useEntering(): Entering {
  const [name, setName] = useState<string | null>(null);
  const [failure, setFailure] = useState<SignInError | ApiError | null>(null);
  const start = (username: string, password: string, shown: string) => {
    setName(shown);
    setFailure(null);
    enter(username, password).catch((cause: unknown) => {
      setName(null);
      setFailure(cause instanceof SignInError || cause instanceof ApiError ? cause : new ApiError("failed"));
    });
  };
  return { name, failure, start };
}

/** Why the user is here again, and what went wrong with the last attempt. */
export function EntryMessages({ entering }: { entering: Entering }): JSX.Element {
  const words = text.value.entry;
  const why = notice.value;
  const { failure } = entering;
  return (
    <>
      {why && !failure && <Message>{reasonOf(why, words)}</Message>}
      {failure instanceof SignInError && (
        <Message urgent>
          <strong>{words.problem.title}.</strong> {words.problem[failure.problem]}
        </Message>
      )}
      {failure instanceof ApiError && <Failed error={failure} retry={() => window.location.reload()} />}
    </>
  );
}

function reasonOf(why: Notice, words: Dictionary["entry"]): string {
  const reasons: Record<Notice, string> = {
    expired: words.expired,
    "signed-out": words.signedOut,
    "assignment-gone": words.assignmentGone,
  };
  return reasons[why];
}

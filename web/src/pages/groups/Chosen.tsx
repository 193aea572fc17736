import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { type Member, MOST_STUDENTS } from "../../api/groups.ts";
import { Confirm } from "../../components/Dialog.tsx";
import { Icon } from "../../components/Icon.tsx";
import { studentName } from "../../format/format.ts";
import { MemberText } from "./Picker.tsx";
import { words } from "./words.ts";

interface Props {
  members: readonly Member[];
  strangers: ReadonlySet<string>;
  error: string | null;
  onRemove: (ids: ReadonlySet<string>) => void;
}

/** Who is in the group, each with a button that takes them out. */
export function Chosen({ members, strangers, error, onRemove }: Props): JSX.Element {
  const texts = words.value.form;
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [asks, setAsks] = useState(false);
  const remove = (member: Member, at: number) => {
    onRemove(new Set([member.student_id]));
    // The focus goes on to the next one, or back to the heading once nobody is left.
    setTimeout(() => {
      const buttons = list.current?.querySelectorAll("button") ?? [];
      (buttons[Math.min(at, buttons.length - 1)] ?? heading.current)?.focus();
    }, 0);
  };
  return (
    <section class="panel chosen" aria-labelledby={id}>
      <div class="panel-head">
        <h2 id={id} ref={heading} tabIndex={-1}>
          {texts.members}
        </h2>
        {members.length > 1 && (
          <button type="button" class="usa-button usa-button--outline" onClick={() => setAsks(true)}>
            {texts.takeAll}
          </button>
        )}
      </div>
      <p class="count" role="status">
        {texts.of(members.length, MOST_STUDENTS)}
      </p>
      {error && (
        <p class="usa-error-message" role="alert">
          {error}{" "}
          {strangers.size > 0 && (
            <button type="button" class="link-button" onClick={() => onRemove(strangers)}>
              {texts.takeStrangers}
            </button>
          )}
        </p>
      )}
      {members.length === 0 && <p class="quiet">{texts.nobody}</p>}
      <ul class="pick-list" ref={list}>
        {members.map((each, at) => (
          <li key={each.student_id} class={strangers.has(each.student_id) ? "is-stranger" : undefined}>
            <MemberText member={each} />
            {strangers.has(each.student_id) && <strong class="usa-error-message">{texts.stranger}</strong>}
            <button type="button" class="icon-button" aria-label={texts.takeOut(nameOf(each))} onClick={() => remove(each, at)}>
              <Icon name="cross" />
            </button>
          </li>
        ))}
      </ul>
      {asks && (
        <Confirm
          heading={texts.takeAllAsk}
          doIt={texts.takeAll}
          onClose={() => setAsks(false)}
          onConfirm={() => {
            setAsks(false);
            onRemove(new Set(members.map((each) => each.student_id)));
          }}
        >
          <p>{texts.takeAllWhat}</p>
        </Confirm>
      )}
    </section>
  );
}

function nameOf(member: Member): string {
  return studentName(member.last_name, member.first_name) || member.student_id;
}

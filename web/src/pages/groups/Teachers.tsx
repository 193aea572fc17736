import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { TextField } from "../../components/Field.tsx";
import { Tags } from "../../components/Tags.tsx";
import { words } from "./words.ts";

const MOST = 100;

interface Props {
  usernames: readonly string[];
  onChange: (usernames: readonly string[]) => void;
}

/** The teachers who see the group, by user name or address. */
export function Teachers({ usernames, onChange }: Props): JSX.Element {
  const texts = words.value.managed;
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const add = () => {
    const wanted = typed.trim().toLowerCase();
    const wrong = faultOf(wanted, usernames);
    setError(wrong);
    box.current?.querySelector("input")?.focus();
    if (wrong) return;
    onChange([...usernames, wanted].sort());
    setTyped("");
  };
  return (
    <div
      class="teachers"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
        // Enter adds the teacher; it must not save the group.
        event.preventDefault();
        add();
      }}
    >
      <div class="with-button">
        <TextField label={texts.teachers} hint={texts.teachersHint} value={typed} onInput={setTyped} error={error} maxLength={255} />
        <button type="button" class="usa-button usa-button--outline" onClick={add}>
          {texts.addTeacher}
        </button>
      </div>
      {usernames.length === 0 && <p class="quiet">{texts.noTeachers}</p>}
      <Tags
        label={texts.teachers}
        tags={usernames.map((each) => ({ key: each, label: each, remove: () => onChange(usernames.filter((other) => other !== each)) }))}
      />
    </div>
  );
}

function faultOf(wanted: string, usernames: readonly string[]): string | null {
  const texts = words.peek().managed;
  if (wanted === "" || /\s|,|;/.test(wanted)) return texts.teacherWrong;
  if (usernames.includes(wanted)) return texts.teacherTwice;
  return usernames.length >= MOST ? texts.tooManyTeachers : null;
}

import type { JSX } from "preact";
import { getSchools } from "../api/results.ts";
import type { School } from "../api/types.ts";
import { useResource } from "../api/useResource.ts";
import { session } from "../auth/session.ts";
import { text } from "../i18n/index.ts";
import { Select } from "./Choice.tsx";
import { Combobox } from "./Combobox.tsx";

interface Props {
  /** The id of the chosen school, or "". */
  value: string;
  onChange: (schoolId: string) => void;
  /** Whether no school is a choice too. */
  any?: boolean;
  error?: string | null;
}

/** One of the schools within reach: from a list where they are few, by its name where they are many. */
export function SchoolField({ value, onChange, any = false, error }: Props): JSX.Element {
  const words = text.value.schools;
  const { first, chosen } = useSchools(value);
  const few = first !== null && first.next === null;
  if (first === null || few) {
    const schools = first?.schools ?? [];
    const options = schools.map(({ id, name }) => ({ value: id, label: name }));
    const none = { value: "", label: any ? words.any : words.choose };
    return <Select label={words.label} value={value} options={[none, ...options]} onChange={onChange} error={error} />;
  }
  return (
    <Combobox
      key={chosen?.id ?? value}
      label={words.label}
      hint={any ? words.any : words.hint}
      error={error ?? null}
      initial={chosen?.name ?? ""}
      scope="schools to choose"
      find={async (typed, signal) => {
        const { schools } = await getSchools(typed, "", signal);
        const found = schools.map(({ id, name, district }) => ({ value: id, label: name, detail: district.name }));
        return any && !typed ? [{ value: "", label: words.any }, ...found] : found;
      }}
      onChoose={(choice) => onChange(choice.value)}
    />
  );
}

/** The schools within reach, as far as one page holds them, and the one with an id. */
export function useSchools(schoolId: string) {
  const role = session.value?.assignment?.id ?? "";
  const { data: first, error, retry } = useResource(`first schools ${role}`, (signal) => getSchools("", "", signal), true);
  const here = first?.schools.find((each) => each.id === schoolId) ?? null;
  const elsewhere = first !== null && schoolId !== "" && here === null;
  const named = useResource(`school ${elsewhere ? schoolId : ""}`, (signal) => (elsewhere ? schoolOf(schoolId, signal) : Promise.resolve(null)));
  return { first, chosen: here ?? named.data, error, retry };
}

/** Schools are found by the beginning of their id, too. */
async function schoolOf(schoolId: string, signal: AbortSignal): Promise<School | null> {
  const { schools } = await getSchools(schoolId, "", signal);
  return schools.find((each) => each.id === schoolId) ?? null;
}

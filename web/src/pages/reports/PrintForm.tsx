import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { ApiError } from "../../api/errors.ts";
import { createPrinted, type PrintedOrder, type PrintedReport } from "../../api/printed.ts";
import { Select, Toggle } from "../../components/Choice.tsx";
import { Delivered } from "../../components/Delivered.tsx";
import { Checkbox, Checkboxes, TextField } from "../../components/Field.tsx";
import { Message } from "../../components/Status.tsx";
import { grade as gradeName, schoolYear } from "../../format/format.ts";
import { language, text } from "../../i18n/index.ts";
import type { Printable, Whose } from "./printable.ts";
import { words } from "./words.ts";

type Type = NonNullable<PrintedOrder["types"]>[number];

interface Props {
  whose: Whose;
  printable: Printable;
  onYear: (year: number) => void;
  onCreated: (report: PrintedReport) => void;
}

/** What is to be printed. Types and subjects are those of the year; ones not there stay unticked. */
export function PrintForm({ whose, printable, onYear, onCreated }: Props): JSX.Element {
  const said = words.value.print;
  const { types: typeNames } = words.value;
  const form = useRef<HTMLFormElement>(null);
  const grades = whose.school ? (whose.school.grades.length > 0 ? whose.school.grades : printable.grades) : [];
  const [grade, setGrade] = useState("");
  const [withoutTypes, setWithoutTypes] = useState<readonly string[]>([]);
  const [withoutSubjects, setWithoutSubjects] = useState<readonly string[]>([]);
  const [spoken, setSpoken] = useState<"en" | "es">(language.peek());
  const [order, setOrder] = useState<"name" | "id">("name");
  const [accommodations, setAccommodations] = useState(false);
  const [transfers, setTransfers] = useState(true);
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const types = printable.types.filter((each) => !withoutTypes.includes(each));
  const codes = printable.subjects.map((each) => each.code);
  const subjects = codes.filter((each) => !withoutSubjects.includes(each));
  const problems = {
    types: types.length === 0 ? said.typesNeeded : null,
    subjects: subjects.length === 0 ? said.subjectsNeeded : null,
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const wrong = problems.types ? "types" : problems.subjects ? "subjects" : null;
    if (wrong) return form.current?.querySelector<HTMLElement>(`[data-part="${wrong}"] input`)?.focus();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const { report } = await createPrinted({
        ...whoseOf(whose, grade || (grades[0] ?? "")),
        school_year: printable.year,
        types: types as Type[],
        ...(subjects.length < codes.length && { subjects }),
        language: spoken,
        accommodations,
        transfers,
        order,
        ...(name.trim() && { name: name.trim() }),
      });
      onCreated(report);
    } catch (cause) {
      setBusy(false);
      setError(cause instanceof ApiError ? cause : new ApiError("failed"));
    }
  };

  return (
    <form id="print-form" class="print-form" ref={form} noValidate aria-busy={busy} onSubmit={(event) => void submit(event)}>
      <div class="fields">
        <Select
          label={said.year}
          value={String(printable.year)}
          options={printable.years.map((each) => ({ value: String(each), label: schoolYear(each) }))}
          onChange={(value) => onYear(Number(value))}
        />
        {grades.length > 0 && (
          <Select
            label={said.grade}
            value={grade || (grades[0] ?? "")}
            options={grades.map((each) => ({ value: each, label: gradeName(each, text.value.grades) }))}
            onChange={setGrade}
          />
        )}
      </div>
      <div data-part="types">
        <Checkboxes
          label={said.types}
          error={tried ? problems.types : null}
          options={printable.types.map((each) => ({ value: each, label: typeNames[each as Type] }))}
          values={types}
          onChange={(values) => setWithoutTypes(printable.types.filter((each) => !values.includes(each)))}
        />
      </div>
      <div data-part="subjects">
        <Checkboxes
          label={said.subjects}
          error={tried ? problems.subjects : null}
          options={printable.subjects.map((each) => ({ value: each.code, label: <Delivered>{each.name}</Delivered> }))}
          values={subjects}
          onChange={(values) => setWithoutSubjects(codes.filter((each) => !values.includes(each)))}
        />
      </div>
      <Toggle
        label={said.language}
        value={spoken}
        options={[
          { value: "en", label: said.languages.en },
          { value: "es", label: said.languages.es },
        ]}
        onChange={(value) => setSpoken(value === "es" ? "es" : "en")}
      />
      {!whose.student && (
        <Toggle
          label={said.order}
          value={order}
          options={[
            { value: "name", label: said.orders.name },
            { value: "id", label: said.orders.id },
          ]}
          onChange={(value) => setOrder(value === "id" ? "id" : "name")}
        />
      )}
      <div>
        <Checkbox label={said.accommodations} checked={accommodations} onChange={setAccommodations} />
        <Checkbox label={said.transfers} checked={transfers} onChange={setTransfers} />
      </div>
      <TextField label={said.name} hint={said.nameHint} optional={text.value.app.optional} maxLength={100} value={name} onInput={setName} />
      {error && <Refused error={error} />}
    </form>
  );
}

function whoseOf({ student, group, school }: Whose, grade: string): Partial<PrintedOrder> {
  if (student) return { reference: student };
  return group ? { group_id: group } : { school_id: school?.id ?? "", grade };
}

function Refused({ error }: { error: ApiError }): JSX.Element {
  const said = words.value.print;
  if (error.kind === "invalid" && error.message) {
    return (
      <Message urgent>
        <p>
          {said.refused} <Delivered>{error.message}</Delivered>
        </p>
      </Message>
    );
  }
  return <Message urgent>{error.code === "conflict" ? said.tooMany : said.failed}</Message>;
}

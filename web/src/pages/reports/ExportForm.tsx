import type { ComponentChildren, JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { AggregateOptions } from "../../api/aggregates.ts";
import { ApiError } from "../../api/errors.ts";
import { createExport, type ExportOrder } from "../../api/exports.ts";
import { announce } from "../../components/announce.tsx";
import { Select, Toggle } from "../../components/Choice.tsx";
import { Combobox } from "../../components/Combobox.tsx";
import { Delivered } from "../../components/Delivered.tsx";
import { Checkbox, Checkboxes, TextField } from "../../components/Field.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Message } from "../../components/Status.tsx";
import { schoolYear } from "../../format/format.ts";
import { text } from "../../i18n/index.ts";
import { go } from "../../router/place.ts";
import { href } from "../../router/routes.ts";
import { findDistricts } from "../aggregate/places.ts";
import { SchoolTree } from "./SchoolTree.tsx";
import { words } from "./words.ts";

type Type = NonNullable<ExportOrder["types"]>[number];
type Format = NonNullable<ExportOrder["format"]>;

/** What an export is to hold, and the button that has it made. */
export function ExportForm({ options }: { options: AggregateOptions }): JSX.Element {
  const said = words.value.export;
  const form = useRef<HTMLFormElement>(null);
  const { organization } = options;
  const years = [...new Set(options.subjects.flatMap((each) => each.school_years))].sort((a, b) => b - a);
  const seen = (["sum", "ica", "iab"] as const).filter((type) => options.subjects.some((each) => each.assessment_type === type));
  const [whole, setWhole] = useState(organization.type === "district");
  const [district, setDistrict] = useState(organization.type === "district" ? organization.id : "");
  const [schools, setSchools] = useState<ReadonlyMap<string, string>>(() => onlySchool(organization));
  const [year, setYear] = useState(years[0] ?? 0);
  const [types, setTypes] = useState<readonly Type[]>(seen);
  const [transfers, setTransfers] = useState(true);
  const [format, setFormat] = useState<Format>("csv");
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const problems = {
    district: whole && !district ? said.districtNeeded : null,
    schools: !whole && schools.size === 0 ? said.schoolsNeeded : null,
    types: types.length === 0 ? said.typesNeeded : null,
  };
  const shown = tried ? problems : { district: null, schools: null, types: null };

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const wrong = Object.entries(problems).find(([, problem]) => problem)?.[0];
    if (wrong) return form.current?.querySelector<HTMLElement>(`[data-part="${wrong}"] input`)?.focus();
    if (busy) return;
    setBusy(true);
    setError(null);
    const where = whole ? { district_id: district } : { school_ids: [...schools.keys()] };
    try {
      await createExport({ ...where, school_year: year, types: [...types], transfers, format, ...(name.trim() && { name: name.trim() }) });
      announce(said.created);
      go(href("reports", {}, { tab: "exports" }));
    } catch (cause) {
      setBusy(false);
      setError(cause instanceof ApiError ? cause : new ApiError("failed"));
    }
  };

  return (
    <form class="export-form" ref={form} noValidate onSubmit={(event) => void submit(event)}>
      <Part heading={said.where}>
        {organization.type !== "school" && (
          <Toggle
            plain
            label={said.where}
            value={whole ? "district" : "schools"}
            options={[
              { value: "district", label: said.district },
              { value: "schools", label: said.schools },
            ]}
            onChange={(value) => setWhole(value === "district")}
          />
        )}
        {organization.type === "school" && <p>{said.onlyYours(organization.name)}</p>}
        {whole && organization.type === "district" && <p>{said.onlyYours(organization.name)}</p>}
        {whole && organization.type === "state" && (
          <div data-part="district">
            <Combobox
              label={said.districtFind}
              hint={said.districtHint}
              error={shown.district}
              scope="export districts"
              find={findDistricts}
              onChoose={({ value }) => setDistrict(value)}
            />
          </div>
        )}
        {!whole && organization.type !== "school" && (
          <div data-part="schools">
            <SchoolTree chosen={schools} onChange={setSchools} error={shown.schools} />
          </div>
        )}
      </Part>
      <Part heading={said.what}>
        <div class="fields">
          <Select
            label={said.year}
            value={String(year)}
            options={years.map((each) => ({ value: String(each), label: schoolYear(each) }))}
            onChange={(value) => setYear(Number(value))}
          />
        </div>
        <div data-part="types">
          <Checkboxes
            label={said.types}
            error={shown.types}
            options={seen.map((each) => ({ value: each, label: words.value.types[each] }))}
            values={types}
            onChange={(values) => setTypes(seen.filter((each) => values.includes(each)))}
          />
        </div>
        <Checkbox label={said.transfers} checked={transfers} onChange={setTransfers} />
        <Toggle
          label={said.format}
          value={format}
          options={[
            { value: "csv", label: said.formats.csv },
            { value: "parquet", label: said.formats.parquet },
          ]}
          onChange={(value) => setFormat(value === "parquet" ? "parquet" : "csv")}
        />
        <TextField label={said.name} hint={said.nameHint} optional={text.value.app.optional} maxLength={100} value={name} onInput={setName} />
        <div class="export-what">
          <ul>
            <li>{said.whatRows}</li>
            <li>{said.whatColumns}</li>
            <li>{said.whatReview}</li>
            <li>{said.whatCare}</li>
          </ul>
        </div>
      </Part>
      {error && <Refused error={error} />}
      <div class="button-row">
        <button type="submit" class="usa-button" aria-disabled={busy}>
          <Icon name="download" />
          {busy ? said.creating : said.create}
        </button>
      </div>
    </form>
  );
}

function Part({ heading, children }: { heading: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="panel">
      <h2>{heading}</h2>
      {children}
    </section>
  );
}

function Refused({ error }: { error: ApiError }): JSX.Element {
  const said = words.value.export;
  if (error.kind === "invalid" && error.message) {
    return (
      <Message urgent>
        <p>
          {said.refused} <Delivered>{error.message}</Delivered>
        </p>
      </Message>
    );
  }
  return <Message urgent>{error.code === "conflict" ? said.tooMany : `${said.failed} ${text.value.errors[error.kind].next}`}</Message>;
}

/** The one school of a school's role; others choose theirs. */
function onlySchool({ type, id, name }: AggregateOptions["organization"]): ReadonlyMap<string, string> {
  return new Map(type === "school" ? [[id, name]] : []);
}

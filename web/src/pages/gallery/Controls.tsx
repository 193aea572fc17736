import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Chip, type Tone } from "../../components/Chip.tsx";
import { SearchField, Select, Toggle } from "../../components/Choice.tsx";
import { Combobox } from "../../components/Combobox.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { Disclosure } from "../../components/Disclosure.tsx";
import { Checkbox, Checkboxes, TextField } from "../../components/Field.tsx";
import { Icon, ICONS } from "../../components/Icon.tsx";
import { ViewLinks } from "../../components/Links.tsx";
import { Tags } from "../../components/Tags.tsx";
import { Exhibit, State } from "./GalleryPage.tsx";

const OPTIONS = [
  { value: "a", label: "First" },
  { value: "b", label: "Second" },
  { value: "c", label: "Third, with a longer name" },
];
const TONES: Tone[] = ["plain", "good", "busy", "warn", "bad"];
const nothing = () => undefined;

/** What is pressed, chosen and typed into. */
export function Controls(): JSX.Element {
  const [one, setOne] = useState("a");
  const [several, setSeveral] = useState<string[]>(["b"]);
  const [typed, setTyped] = useState("Alder");
  return (
    <>
      <Exhibit name="Buttons">
        <div class="button-row">
          <button type="button" class="usa-button">Save</button>
          <button type="button" class="usa-button usa-button--outline">Cancel</button>
          <button type="button" class="usa-button" disabled>Not now</button>
          <button type="button" class="link-button">Like a link</button>
          <button type="button" class="icon-button" aria-label="Close"><Icon name="cross" /></button>
        </div>
      </Exhibit>
      <Exhibit name="Fields">
        <div class="fields">
          <TextField label="Name" value={typed} onInput={setTyped} hint="What others will see." />
          <TextField label="Address" value="http:/" onInput={nothing} error="Begin with https://" />
          <Select label="Subject" value={one} options={OPTIONS} onChange={setOne} />
          <SearchField label="School name" hint="Type part of a name." value="" onInput={nothing} />
          <Combobox label="School" scope="gallery" find={() => Promise.resolve(OPTIONS)} onChoose={nothing} />
        </div>
        <Toggle label="Show results as" value={one} options={OPTIONS.slice(0, 2)} onChange={setOne} />
        <Checkboxes label="Grades" options={OPTIONS} values={several} onChange={setSeveral} />
        <Checkboxes label="Subjects" options={OPTIONS} values={[]} onChange={nothing} error="Choose at least one." />
        <Checkbox label="Not to be changed" checked disabled onChange={nothing} />
      </Exhibit>
      <Exhibit name="Tags and chips">
        <Tags label="Filters" tags={OPTIONS.map((each) => ({ key: each.value, label: each.label, remove: nothing }))} clear={nothing} />
        <p class="chips">
          {TONES.map((tone) => (
            <Chip key={tone} tone={tone}>{tone}</Chip>
          ))}
        </p>
      </Exhibit>
      <Exhibit name="ViewLinks">
        <ViewLinks
          label="Views"
          current="students"
          links={[
            { key: "students", label: "Students", href: "/gallery" },
            { key: "items", label: "Items", href: "/gallery" },
            { key: "targets", label: "Targets", href: "/gallery", unavailable: "Only for summative tests" },
          ]}
        />
      </Exhibit>
      <Exhibit name="Disclosure">
        <State name="closed">
          <Disclosure summary="More filters">Hidden</Disclosure>
        </State>
        <State name="open">
          <Disclosure summary="More filters" open>What was hidden.</Disclosure>
        </State>
      </Exhibit>
      <Exhibit name="Dialog">
        <Opener />
      </Exhibit>
      <Exhibit name="Icons">
        <ul class="icons">
          {ICONS.map((name) => (
            <li key={name}><Icon name={name} /> {name}</li>
          ))}
        </ul>
      </Exhibit>
    </>
  );
}

function Opener(): JSX.Element {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <button type="button" class="usa-button usa-button--outline" onClick={() => setOpen(true)}>
        Open the dialog
      </button>
      {open && (
        <Confirm heading="Delete the group?" doIt="Delete" onConfirm={close} onClose={close}>
          <p>Its students and their results stay.</p>
        </Confirm>
      )}
    </>
  );
}

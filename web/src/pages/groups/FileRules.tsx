import type { JSX } from "preact";
import { Disclosure } from "../../components/Disclosure.tsx";
import { Icon } from "../../components/Icon.tsx";
import { save } from "../../csv/save.ts";
import { toCsv } from "../../csv/csv.ts";
import { COLUMNS } from "./file.ts";
import { importWords } from "./importWords.ts";

/** What a group file must look like, in plain words, and one to fill in. */
export function FileRules({ school, year }: { school: string; year: number }): JSX.Element {
  const texts = importWords.value;
  const download = () => save(`${texts.templateName}.csv`, templateOf(school, year));
  return (
    <Disclosure summary={texts.rules} open>
      <p>{texts.rulesLead}</p>
      <dl class="file-columns">
        {COLUMNS.map((name) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{texts.columns[name]}</dd>
          </div>
        ))}
      </dl>
      <ul>
        {texts.more.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <button type="button" class="usa-button usa-button--outline" onClick={download}>
        <Icon name="download" />
        {texts.template}
      </button>
    </Disclosure>
  );
}

/** A file to fill in: the columns, and two rows that show how a student and a teacher are named. */
function templateOf(school: string, year: number): string {
  return toCsv([
    [...COLUMNS],
    ["Room 12", school, String(year), "All", "1234567890", ""],
    ["Room 12", school, String(year), "All", "", "teacher@school.example"],
  ]);
}

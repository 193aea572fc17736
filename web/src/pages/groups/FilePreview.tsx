import type { JSX } from "preact";
import { Icon } from "../../components/Icon.tsx";
import { Message } from "../../components/Status.tsx";
import { COLUMNS, type GroupFile } from "./file.ts";
import { importWords } from "./importWords.ts";

const SHOWN = 8;

/** The beginning of a file as it was understood, or why it cannot be sent. */
export function FilePreview({ file }: { file: GroupFile }): JSX.Element {
  const texts = importWords.value;
  const schools = new Set(file.groups.map((each) => each.schoolId)).size;
  return (
    <section class="panel" aria-labelledby="look">
      <h2 id="look">{texts.look}</h2>
      {file.obstacle && (
        <Message urgent>
          <p class="notice-title">{texts.obstacles[file.obstacle].what}</p>
          <p>{texts.obstacles[file.obstacle].mend}</p>
        </Message>
      )}
      {file.obstacle === "wrong-header" && <HeaderCheck header={file.header} />}
      {file.rows.length > 0 && (
        <>
          <p>
            <Icon name="check" /> {texts.headerGood} {texts.holds(file.rows.length, file.groups.length, schools)}
          </p>
          <Rows file={file} />
        </>
      )}
    </section>
  );
}

/** Which column stands where which is expected. */
function HeaderCheck({ header }: { header: readonly string[] }): JSX.Element {
  return (
    <ol class="header-check">
      {COLUMNS.map((name, at) => {
        const good = header[at]?.toLowerCase() === name;
        return (
          <li key={name}>
            <Icon name={good ? "check" : "cross"} />
            <code>{name}</code>
            {!good && <span class="quiet"> ≠ {header[at] || "–"}</span>}
          </li>
        );
      })}
    </ol>
  );
}

function Rows({ file }: { file: GroupFile }): JSX.Element {
  const texts = importWords.value;
  const rows = file.rows.slice(0, SHOWN);
  return (
    <div class="table-scroll" role="group" aria-labelledby="first-rows" tabIndex={0}>
      <table class="usa-table preview">
        <caption id="first-rows" class="quiet">
          {texts.firstRows(rows.length, file.rows.length)}
        </caption>
        <thead>
          <tr>
            <th scope="col" class="numeric">
              {texts.row}
            </th>
            {COLUMNS.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, fields }) => (
            <tr key={line}>
              <th scope="row" class="numeric">
                {line}
              </th>
              {COLUMNS.map((name, at) => (
                <td key={name}>{fields[at]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import type { JSX } from "preact";
import { DivergingBar } from "../../components/DivergingBar.tsx";
import { Pager, usePages } from "../../components/Pager.tsx";
import { count, grade, percent } from "../../format/format.ts";
import { text } from "../../i18n/index.ts";
import { identityText, type Layout } from "./columns.tsx";
import { describeShares, partsOf, shareName, sharesOf } from "./shares.ts";
import { Suppressed } from "./Suppressed.tsx";
import { type Entry, type Identity, isEmpty } from "./tabulate.ts";

/** Every row of somebody as a bar around one line, under headings of what its first column says. */
export function BarChart({ name, caption, layout }: { name: string; caption: string; layout: Layout }): JSX.Element {
  const [first, ...rest] = layout.identities;
  const param = name ? `${name}-page` : "page";
  const drawn = layout.entries.filter((each) => !isEmpty(each));
  const shown = usePages(drawn, param);
  const groups = new Map<string, Entry[]>();
  for (const each of shown.rows) {
    const heading = first ? said(first, each, layout) : "";
    groups.set(heading, [...(groups.get(heading) ?? []), each]);
  }
  return (
    <>
      {[...groups].map(([heading, entries]) => (
        <div key={heading} class="bars">
          <h3>{heading}</h3>
          <ul>
            {entries.map((each) => (
              <li key={each.key}>
                <BarRow entry={each} layout={layout} label={rest.map((one) => said(one, each, layout)).join(", ")} />
              </li>
            ))}
          </ul>
        </div>
      ))}
      <Pager page={shown.page} pages={shown.pages} name={param} of={caption} />
    </>
  );
}

function BarRow({ entry, layout, label }: { entry: Entry; layout: Layout; label: string }): JSX.Element {
  const { said, language, show, reach, group } = layout;
  const { students, suppressed } = entry.figures;
  const shares = sharesOf(entry, group);
  const figures = shares?.map((each) => {
    const figure = show === "percent" ? percent(each.percent, language) : count(each.count, language);
    return `${shareName(each, entry.measure, said, language)} ${figure}`;
  });
  return (
    <>
      <p class="bars-label">
        <strong>{label}</strong> {students !== null && <span class="quiet">{said.n(count(students, language))}</span>}
      </p>
      {shares && (
        <DivergingBar
          parts={partsOf(shares, entry.measure)}
          reach={reach}
          show={show}
          label={describeShares(shares, entry.measure, said, language)}
        />
      )}
      {!shares && suppressed && (
        <p>
          <Suppressed reason={suppressed} />
        </p>
      )}
      {figures && (
        <p class="quiet bars-figures" aria-hidden="true">
          {figures.join(" · ")}
        </p>
      )}
    </>
  );
}

/** What a row is of, in words that need no heading. */
function said(identity: Identity, entry: Entry, layout: Layout): string {
  return identity === "grade" ? grade(entry.measure.grade, text.value.grades) : identityText(identity, entry, layout);
}

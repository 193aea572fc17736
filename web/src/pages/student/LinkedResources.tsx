import type { JSX } from "preact";
import { getResources } from "../../api/results.ts";
import type { HistoryResult } from "../../api/students.ts";
import { useResource } from "../../api/useResource.ts";
import { Empty, Failed, Loading } from "../../components/Status.tsx";
import { words } from "./words.ts";

/** Teaching resources for a result: those of every level and of the level reached, fetched when opened. */
export function LinkedResources({ result }: { result: HistoryResult }): JSX.Element {
  const texts = words.value.resources;
  const { assessment, school, level } = result;
  const found = useResource(`links ${assessment.id} ${school.id}`, (signal) => getResources(assessment.id, school.id, signal));
  const links = (found.data?.links ?? []).filter((each) => each.level === 0 || each.level === level?.level);
  return (
    <div class="linked-resources">
      <h3>{texts.title(assessment.label)}</h3>
      {found.error && <Failed error={found.error} retry={found.retry} />}
      {found.loading && <Loading />}
      {found.data && links.length === 0 && <Empty title={texts.none}>{texts.noneNext}</Empty>}
      <ul>
        {links.map((each) => (
          <li key={each.id}>
            <a href={each.url} target="_blank" rel="noopener noreferrer">
              {each.label} <span class="usa-sr-only">{texts.newTab}</span>
            </a>{" "}
            <span class="quiet">
              {each.organization.name}, {each.level === 0 ? texts.everyLevel : texts.forLevel(each.level)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

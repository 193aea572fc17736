import type { JSX } from "preact";
import { getResources } from "../../api/results.ts";
import type { Schema, Summary } from "../../api/types.ts";
import { useResource } from "../../api/useResource.ts";
import { Disclosure } from "../../components/Disclosure.tsx";
import { LevelLabel } from "../../components/LevelLabel.tsx";
import { words } from "./words.ts";

type Link = Schema<"AssessmentLinks">["links"][number];

/** Links that educators keep for each level of the assessment; nothing where there are none. */
export function Resources({ summary }: { summary: Summary }): JSX.Element | null {
  const { assessment, school, levels } = summary;
  const { data } = useResource(`links ${assessment.id} ${school.id}`, (signal) => getResources(assessment.id, school.id, signal));
  const links = data?.links ?? [];
  if (links.length === 0) return null;
  const texts = words.value.resources;
  return (
    <div class="resources">
      <Disclosure summary={texts.title(links.length)}>
        <dl>
          <OfLevel links={links.filter((each) => each.level === 0)}>{texts.everyLevel}</OfLevel>
          {levels.map((level) => (
            <OfLevel key={level.level} links={links.filter((each) => each.level === level.level)}>
              <LevelLabel level={level} />
            </OfLevel>
          ))}
        </dl>
      </Disclosure>
    </div>
  );
}

function OfLevel({ links, children }: { links: readonly Link[]; children: JSX.Element | string }): JSX.Element | null {
  if (links.length === 0) return null;
  return (
    <div>
      <dt>{children}</dt>
      {links.map((each) => (
        <dd key={each.id}>
          <a href={each.url} target="_blank" rel="noopener noreferrer">
            {each.label}
            <span class="usa-sr-only"> ({words.value.resources.newTab})</span>
          </a>{" "}
          <span class="quiet">{each.organization.name}</span>
        </dd>
      ))}
    </div>
  );
}

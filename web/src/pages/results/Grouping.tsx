import type { JSX } from "preact";
import { MOST_STUDENTS } from "../../api/groups.ts";
import type { Student, Summary } from "../../api/types.ts";
import type { Selection } from "../../components/DataTable.tsx";
import { LevelLabel } from "../../components/LevelLabel.tsx";
import { levelName } from "../../format/levels.ts";
import { language } from "../../i18n/index.ts";
import { MakeGroupButton } from "./MakeGroupButton.tsx";
import { studentIds } from "./student.ts";
import { words } from "./words.ts";

interface Props {
  summary: Summary;
  /** The students the table shows. */
  shown: readonly Student[];
  selection: Selection<Student> & { clear: () => void };
}

/** Selects students, one by one in the table or a whole level, and makes a group of them. */
export function Grouping({ summary, shown, selection }: Props): JSX.Element {
  const texts = words.value.grouping;
  const chosen = shown.filter((each) => selection.keys.has(each.opportunity_id));
  const ids = studentIds(chosen);
  const problem = ids.length === 0 ? texts.whyNot : ids.length > MOST_STUDENTS ? texts.tooMany(MOST_STUDENTS) : "";
  const select = (students: readonly Student[]) => {
    selection.clear();
    selection.toggleAll(students, true);
  };
  return (
    <div class="grouping" role="group" aria-label={texts.title}>
      <Levels summary={summary} shown={shown} select={select} />
      <div class="grouping-make">
        <MakeGroupButton
          label={texts.make(ids.length)}
          disabled={problem !== ""}
          schoolId={summary.school.id}
          studentIds={ids}
          name={suggestion(chosen, summary)}
        />
        <span role="status">{[texts.count(ids.length), problem].filter(Boolean).join(" ")}</span>
        {ids.length > 0 && (
          <button type="button" class="link-button" onClick={selection.clear}>
            {texts.clear}
          </button>
        )}
      </div>
    </div>
  );
}

interface LevelsProps {
  summary: Summary;
  shown: readonly Student[];
  select: (students: readonly Student[]) => void;
}

function Levels({ summary, shown, select }: LevelsProps): JSX.Element {
  const texts = words.value.grouping;
  const at = (level: number) => shown.filter((each) => each.level?.level === level);
  const present = summary.levels.filter((each) => at(each.level).length > 0);
  return (
    <div class="grouping-levels">
      <span id="at-level">{texts.atLevel}</span>
      <div role="group" aria-labelledby="at-level">
        {present.map((each) => (
          <button key={each.level} type="button" class="pick" onClick={() => select(at(each.level))}>
            <LevelLabel level={each} short />
          </button>
        ))}
        <button type="button" class="pick" onClick={() => select(shown)}>
          {texts.everyone}
        </button>
      </div>
    </div>
  );
}

/** The level the students share, where they do, and the assessment. */
function suggestion(chosen: readonly Student[], { assessment, levels }: Summary): string {
  const found = new Set(chosen.map((each) => each.level?.level));
  const only = found.size === 1 ? levels.find((each) => found.has(each.level)) : undefined;
  return only ? words.value.grouping.named(levelName(only, language.value), assessment.label) : assessment.label;
}

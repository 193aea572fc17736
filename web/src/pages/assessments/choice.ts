import type { Assessment } from "../../api/types.ts";

/** What the list of assessments is narrowed to, and its order; all of it stands in the address. */
export interface AssessmentChoice {
  subject: string;
  type: string;
  grade: string;
  recent: boolean;
}

/** The choice in an address. */
export function choiceIn(query: URLSearchParams): AssessmentChoice {
  return {
    subject: query.get("subject") ?? "",
    type: query.get("type") ?? "",
    grade: query.get("grade") ?? "",
    recent: query.get("order") === "recent",
  };
}

/** The assessments of a choice, in its order. */
export function chosenAssessments(assessments: readonly Assessment[], choice: AssessmentChoice): Assessment[] {
  const { subject, type, grade, recent } = choice;
  const found = assessments.filter(
    (each) =>
      (!subject || each.subject.code === subject) && (!type || each.type.code === type) && (!grade || each.grade === grade),
  );
  return recent ? found.sort(newestFirst) : found;
}

/** What was completed last comes first; of the same day, the list's own order stays. */
function newestFirst(one: Assessment, other: Assessment): number {
  return (other.latest_completed ?? "").localeCompare(one.latest_completed ?? "");
}

/** Assessments by the name of their subject, in the order of the list. */
export function bySubject(assessments: readonly Assessment[]): [string, Assessment[]][] {
  const groups = new Map<string, Assessment[]>();
  for (const each of assessments) {
    groups.set(each.subject.name, [...(groups.get(each.subject.name) ?? []), each]);
  }
  return [...groups];
}

import type { Assessment } from "../../api/types.ts";

type About = Pick<Assessment, "id" | "label" | "subject" | "grade" | "type">;

/**
 * The assessment of another year that is the same: by id, else by subject, type, grade and label,
 * else the only one of that subject, type and grade (a block's name says which block it is, so there
 * must be just one).
 */
export function counterpart<A extends About>(assessment: About, others: readonly A[]): A | null {
  const alike = others.filter((each) => isAlike(assessment, each));
  return (
    others.find((each) => each.id === assessment.id) ??
    alike.find((each) => each.label === assessment.label) ??
    (assessment.type.code !== "iab" && alike.length === 1 ? (alike[0] ?? null) : null)
  );
}

function isAlike(one: About, other: About): boolean {
  return one.subject.code === other.subject.code && one.type.code === other.type.code && one.grade === other.grade;
}

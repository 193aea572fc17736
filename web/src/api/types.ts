/** Short names for the API's answers; the shapes themselves are generated from the contract. */
import type { paths } from "./schema.d.ts";

type Answer<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

export type Me = Answer<"/me">;
export type Assignment = Me["assignments"][number];
export type SandboxUser = Answer<"/sandbox/users">["users"][number];

export type SchoolList = Answer<"/organizations">;
export type School = SchoolList["schools"][number];

export type SchoolAssessments = Answer<"/schools/{school_id}/assessments">;
export type Assessment = SchoolAssessments["assessments"][number];

export type Summary = Answer<"/schools/{school_id}/assessments/{assessment_id}/summary">;
export type ScoredLevelCount = Summary["levels"][number];
export type ClaimSummary = Summary["claims"][number];
export type LevelCount = ClaimSummary["levels"][number];
export type AlternateSummary = Summary["alternates"][number];
export type Average = Summary["average"];

export type StudentList = Answer<"/schools/{school_id}/assessments/{assessment_id}/students">;
export type Student = StudentList["students"][number];
export type Level = NonNullable<Student["level"]>;

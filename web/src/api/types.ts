/** Short names for the API's answers; the shapes themselves are generated from the contract. */
import type { components, paths } from "./schema.d.ts";

/** A schema of the contract by its name: `Schema<"Summary">`. */
export type Schema<N extends keyof components["schemas"]> = components["schemas"][N];

/** What a GET of a path answers with 200: `Answer<"/me">`. */
export type Answer<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

/** What a POST of a path answers with 200: `PostAnswer<"/students/search">`. */
export type PostAnswer<P extends keyof paths> = paths[P] extends {
  post: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

export type Me = Answer<"/me">;
export type Assignment = Me["assignments"][number];
export type SandboxUser = Answer<"/sandbox/users">["users"][number];

export type SchoolList = Answer<"/organizations">;
export type School = SchoolList["schools"][number];

export type AssessmentList = Answer<"/schools/{school_id}/assessments">;
export type Assessment = AssessmentList["assessments"][number];

export type Summary = Answer<"/schools/{school_id}/assessments/{assessment_id}/summary">;
export type ScoredLevelCount = Summary["levels"][number];
export type ClaimSummary = Summary["claims"][number];
export type LevelCount = ClaimSummary["levels"][number];
export type AlternateSummary = Summary["alternates"][number];
export type Average = Summary["average"];

export type StudentList = Answer<"/schools/{school_id}/assessments/{assessment_id}/students">;
export type Student = StudentList["students"][number];
export type Level = NonNullable<Student["level"]>;

import type { AggregateOptions, ReportType } from "../../api/aggregates.ts";
import { gradeOrder } from "../results/student.ts";
import { COMPARED, type Compared, type Draft, KINDS, type Kind } from "./draft.ts";

type Subject = AggregateOptions["subjects"][number];

/** Why something cannot be chosen, by the name of its text. */
export type Why =
  | "typeNotSeen" | "typeNoClaims" | "typeNoAlternates" | "typeNoTargets"
  | "kindNotOfType" | "subjectNotOfType" | "gradeNotOfSubjects" | "yearNotOfSubjects"
  | "stateNotOfKind" | "needsDistricts" | "needsSchools" | "onePlaceOnly" | "gradesOnlyYearly"
  | "filtersNeedOwn" | "comparisonNeedsAll" | "targetNoGroups";

/** A value there is, and why it cannot be chosen just now, if it cannot. */
export interface Offered<T> {
  value: T;
  why: Why | null;
}

/** The report types, each with why it cannot be made of anything the caller sees. */
export function offeredTypes(options: AggregateOptions): Offered<ReportType>[] {
  return options.types.map(({ type, assessment_types: kinds }) => {
    const fitting = options.subjects.filter((each) => kinds.includes(each.assessment_type));
    const why = kinds.length === 0 ? "typeNotSeen" : fitting.some((each) => has(each, type)) ? null : lacking(type);
    return { value: type, why };
  });
}

/** The assessment types, of which a report type is made of some. */
export function offeredKinds(options: AggregateOptions, { type }: Draft): Offered<Kind>[] {
  const kinds = kindsOf(options, type);
  const seen = KINDS.filter((kind) => options.subjects.some((each) => each.assessment_type === kind));
  return seen.map((value) => ({ value, why: kinds.includes(value) ? null : "kindNotOfType" }));
}

/** The subjects with assessments of the chosen type. */
export function offeredSubjects(options: AggregateOptions, draft: Draft): (Offered<string> & { subject: Subject })[] {
  return ofKind(options, draft).map((subject) => ({
    value: subject.subject.code,
    why: has(subject, draft.type) ? null : "subjectNotOfType",
    subject,
  }));
}

/** The grades of all subjects, of which the chosen subjects have some. */
export function offeredGrades(options: AggregateOptions, draft: Draft): Offered<string>[] {
  const every = once(ofKind(options, draft).map((each) => each.grades)).sort((a, b) => rank(a) - rank(b));
  return narrowed(every, ofKind(options, draft), draft, (each) => each.grades, "gradeNotOfSubjects");
}

/** The school years of all subjects, the newest first. */
export function offeredYears(options: AggregateOptions, draft: Draft): Offered<number>[] {
  const every = once(ofKind(options, draft).map((each) => each.school_years)).sort((a, b) => b - a);
  return narrowed(every, ofKind(options, draft), draft, (each) => each.school_years, "yearNotOfSubjects");
}

/** The claims or alternate scores of the chosen subjects, by subject. */
export function offeredCodes(options: AggregateOptions, draft: Draft): { subject: Subject; codes: Subject["claims"] }[] {
  return chosenSubjects(options, draft).map((subject) => ({ subject, codes: codesOf(subject, draft.type) }));
}

/** What to compare with, each with why it cannot be. */
export function offeredComparisons(options: AggregateOptions, draft: Draft): Offered<Compared>[] {
  return COMPARED.map((value) => ({ value, why: whyNotCompared(value, options, draft) }));
}

/** The dimensions, of which the enrolled grade belongs to yearly reports only. */
export function offeredDimensions(options: AggregateOptions, { type }: Draft): Offered<string>[] {
  return options.dimensions.map(({ dimension }) => ({
    value: dimension,
    why: dimension === "enrolled_grade" && type !== "yearly" ? "gradesOnlyYearly" : null,
  }));
}

/** Whether a report has rows beyond what the caller sees student by student. */
export function reachesBeyond(options: AggregateOptions, { organizations: places }: Draft): boolean {
  const level = options.organization.type;
  if (level === "state") return false;
  return places.state || places.all_districts || (places.districts_of_schools && level === "school");
}

/** The chosen subjects, in the order of the options. */
export function chosenSubjects(options: AggregateOptions, draft: Draft): Subject[] {
  return ofKind(options, draft).filter((each) => draft.subjects.includes(each.subject.code));
}

/** The assessment types a report type is made of, as far as the caller sees them. */
export function kindsOf(options: AggregateOptions, type: ReportType): Kind[] {
  const found = options.types.find((each) => each.type === type)?.assessment_types ?? [];
  return KINDS.filter((each) => found.includes(each));
}

function whyNotCompared(value: Compared, options: AggregateOptions, draft: Draft): Why | null {
  const { districts, schools } = draft.organizations;
  if (draft.type === "target") return "onePlaceOnly";
  if (value === "schools_of_districts") return districts.length > 0 ? null : "needsDistricts";
  if (value === "state" && !options.state_comparison.includes(draft.assessment_type)) return "stateNotOfKind";
  const within = options.organization.type === "state";
  const filtered = draft.conditions.length + draft.completeness.length > 0;
  if (value === "districts_of_schools") {
    if (schools.length === 0) return "needsSchools";
    return filtered && options.organization.type === "school" ? "comparisonNeedsAll" : null;
  }
  return filtered && !within ? "comparisonNeedsAll" : null;
}

function has(subject: Subject, type: ReportType): boolean {
  if (type === "target") return subject.targets;
  return (type !== "claim" && type !== "alternate") || codesOf(subject, type).length > 0;
}

function codesOf(subject: Subject, type: ReportType): Subject["claims"] {
  if (type === "claim") return subject.claims;
  return type === "alternate" ? subject.alternates : [];
}

function lacking(type: ReportType): Why {
  if (type === "claim") return "typeNoClaims";
  if (type === "alternate") return "typeNoAlternates";
  return type === "target" ? "typeNoTargets" : "typeNotSeen";
}

function ofKind(options: AggregateOptions, draft: Draft): Subject[] {
  return options.subjects.filter((each) => each.assessment_type === draft.assessment_type);
}

function narrowed<T>(
  every: readonly T[],
  subjects: readonly Subject[],
  draft: Draft,
  valuesOf: (subject: Subject) => readonly T[],
  why: Why,
): Offered<T>[] {
  const wanted = draft.subjects.length > 0 ? subjects.filter((each) => draft.subjects.includes(each.subject.code)) : subjects;
  const offered = new Set(wanted.flatMap((each) => [...valuesOf(each)]));
  return every.map((value) => ({ value, why: offered.has(value) ? null : why }));
}

function once<T>(lists: readonly (readonly T[])[]): T[] {
  return [...new Set(lists.flat())];
}

function rank(grade: string): number {
  return gradeOrder(grade) ?? Number.POSITIVE_INFINITY;
}

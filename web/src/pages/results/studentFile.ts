import { type FilterOptions, optionName } from "../../api/filters.ts";
import type { Student, Summary } from "../../api/types.ts";
import type { CsvField } from "../../components/DataTable.tsx";
import type { Dictionary } from "../../i18n/en.ts";
import type { ResultsWords } from "./words.ts";

type Words = Dictionary["csv"] & ResultsWords["csv"];
type Field = CsvField<Student>;

/**
 * The columns of the students' CSV file, the same whichever scores the screen shows: names and ids,
 * how the test was taken, every score, and what the caller sees of the student.
 */
export function studentFile(summary: Summary, options: FilterOptions | null, words: Words, language: string): Field[] {
  return [
    { heading: words.lastName, value: (row) => row.last_name },
    { heading: words.firstName, value: (row) => row.first_name },
    { heading: words.studentId, value: (row) => row.student_id },
    ...taking(options, words, language),
    ...overall(words),
    ...summary.claims.flatMap((claim) => claimFields(claim, words)),
    ...summary.alternates.flatMap((alternate) => alternateFields(alternate, words)),
    ...demographics(options, words, language),
    ...place(words),
    ...assessment(summary, words),
  ];
}

function taking(options: FilterOptions | null, words: Words, language: string): Field[] {
  const accommodation = namer(options?.accommodations ?? [], language);
  return [
    { heading: words.date, value: (row) => row.completed_on },
    { heading: words.session, value: (row) => row.session_id },
    { heading: words.grade, value: (row) => row.enrolled_grade },
    { heading: words.completeness, value: (row) => row.status.completeness },
    { heading: words.condition, value: (row) => row.status.administration_condition },
    { heading: words.valid, value: (row) => yesNo(row.status.valid, words) },
    { heading: words.offGrade, value: (row) => yesNo(row.off_grade, words) },
    { heading: words.accommodations, value: (row) => row.accommodations.map(accommodation).join(" | ") },
  ];
}

function overall(words: Words): Field[] {
  return [
    { heading: words.level, value: (row) => row.level?.level },
    { heading: words.levelName, value: (row) => row.level?.name },
    { heading: words.score, value: (row) => row.scale_score },
    { heading: words.error, value: (row) => row.standard_error },
    { heading: words.low, value: (row) => row.error_band?.low },
    { heading: words.high, value: (row) => row.error_band?.high },
    { heading: words.percentile, value: (row) => row.percentile },
  ];
}

interface Part {
  code: string;
  name: string;
}

function claimFields({ code, name }: Part, words: Words): Field[] {
  const claim = (row: Student) => row.claims.find((each) => each.code === code);
  return [
    { heading: words.partLevel(name), value: (row) => claim(row)?.level?.level },
    { heading: words.partName(name), value: (row) => claim(row)?.level?.name },
  ];
}

function alternateFields({ code, name }: Part, words: Words): Field[] {
  const score = (row: Student) => row.alternates.find((each) => each.code === code);
  return [
    { heading: words.partLevel(name), value: (row) => score(row)?.level?.level },
    { heading: words.partName(name), value: (row) => score(row)?.level?.name },
    { heading: words.partScore(name), value: (row) => score(row)?.scale_score },
    { heading: words.partError(name), value: (row) => score(row)?.standard_error },
  ];
}

/** The fields of a student that the caller's role sees, under the names the service gives them. */
function demographics(options: FilterOptions | null, words: Words, language: string): Field[] {
  return (options?.student_fields ?? []).map((field) => {
    const called = namer(field.values, language);
    return {
      heading: optionName(field, language),
      value: (row) => inWords((row.student as Record<string, unknown>)[field.field], called, words),
    };
  });
}

function inWords(value: unknown, called: (code: string) => string, words: Words): string | null {
  if (typeof value === "boolean") return yesNo(value, words);
  if (Array.isArray(value)) return value.map((each) => called(String(each))).join(" | ");
  return typeof value === "string" ? called(value) : null;
}

function place(words: Words): Field[] {
  return [
    { heading: words.school, value: (row) => row.school.name },
    { heading: words.schoolId, value: (row) => row.school.id },
    { heading: words.transfer, value: (row) => yesNo(row.transfer, words) },
  ];
}

function assessment({ assessment: about, school_year: year }: Summary, words: Words): Field[] {
  return [
    { heading: words.subject, value: () => about.subject.code },
    { heading: words.type, value: () => about.type.name },
    { heading: words.gradeAssessed, value: () => about.grade },
    { heading: words.assessment, value: () => about.label },
    { heading: words.assessmentId, value: () => about.id },
    { heading: words.opportunityId, value: (row) => row.opportunity_id },
    { heading: words.year, value: () => year },
  ];
}

function namer(options: FilterOptions["grades"], language: string): (code: string) => string {
  const names = new Map(options.map((each) => [each.code, optionName(each, language)]));
  return (code) => names.get(code) ?? code;
}

function yesNo(value: boolean, words: Words): string {
  return value ? words.yes : words.no;
}

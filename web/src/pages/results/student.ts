import type { Student, StudentList } from "../../api/types.ts";
import type { Cell } from "../../csv/csv.ts";
import type { Dictionary } from "../../i18n/en.ts";

const GRADES = "UG IT PR PK TK KG 01 02 03 04 05 06 07 08 09 10 11 12 13 PS".split(" ");

/** Where a grade stands among the grades, for sorting. */
export function gradeOrder(code: string): number | null {
  const place = GRADES.indexOf(code);
  return place < 0 ? null : place;
}

/** What is out of the ordinary about a result's status; nothing for a complete, valid one. */
export function chips({ status }: Pick<Student, "status">, words: Dictionary["students"]): string[] {
  const found: string[] = [];
  if (status.completeness === "Partial") found.push(words.partial);
  if (status.administration_condition === "SD") found.push(words.standardized);
  if (status.administration_condition === "NS") found.push(words.nonstandardized);
  if (!status.valid) found.push(words.invalid);
  return found;
}

/** What narrows the student table: text in the name, and a level or "none" for no score. */
export interface StudentFilter {
  name: string;
  level: string;
}

/** The students a filter lets through. */
export function filterStudents(students: readonly Student[], filter: StudentFilter): Student[] {
  const wanted = plain(filter.name).split(/[\s,]+/).filter(Boolean);
  return students.filter((student) => hasLevel(student, filter.level) && hasName(student, wanted));
}

function hasLevel({ level }: Student, wanted: string): boolean {
  if (!wanted) return true;
  return wanted === "none" ? !level : String(level?.level) === wanted;
}

/** Every word typed must be somewhere in the name; accents and capitals do not matter. */
function hasName(student: Student, wanted: readonly string[]): boolean {
  const name = plain(`${student.last_name ?? ""} ${student.first_name ?? ""}`);
  return wanted.every((word) => name.includes(word));
}

function plain(value: string): string {
  return value.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
}

/** The student table as rows of a CSV file: what is on the screen, and the ids. */
export function studentCsv(
  list: StudentList,
  students: readonly Student[],
  claims: readonly { code: string; name: string }[],
  words: Dictionary["csv"],
): Cell[][] {
  return [headings(claims, words), ...students.map((student) => record(list, student, claims))];
}

function headings(claims: readonly { name: string }[], words: Dictionary["csv"]): Cell[] {
  return [
    words.studentId, words.lastName, words.firstName, words.date, words.session, words.grade,
    words.completeness, words.condition, words.valid,
    words.level, words.levelName, words.score, words.error, words.low, words.high,
    ...claims.flatMap(({ name }) => [words.claimLevel(name), words.claimName(name)]),
    words.school, words.schoolId, words.assessment, words.assessmentId, words.year,
  ];
}

function record(list: StudentList, student: Student, claims: readonly { code: string }[]): Cell[] {
  const { status, level, error_band: band } = student;
  const { school, assessment, school_year: year } = list;
  return [
    student.student_id, student.last_name, student.first_name, student.completed_on, student.session_id,
    student.enrolled_grade, status.completeness, status.administration_condition, status.valid,
    level?.level, level?.name, student.scale_score, student.standard_error, band?.low, band?.high,
    ...claims.flatMap(({ code }) => claimCells(student, code)),
    school.name, school.id, assessment.label, assessment.id, year,
  ];
}

function claimCells(student: Student, code: string): Cell[] {
  const level = student.claims.find((claim) => claim.code === code)?.level;
  return [level?.level, level?.name];
}

import type { Student, Summary } from "../../api/types.ts";
import type { Tone } from "../../components/Chip.tsx";
import type { ResultsWords } from "./words.ts";
import { plain } from "../../format/plain.ts";

const GRADES = "UG IT PR PK TK KG 01 02 03 04 05 06 07 08 09 10 11 12 13 PS".split(" ");

/** Where a grade stands among the grades, for sorting. */
export function gradeOrder(code: string): number | null {
  const place = GRADES.indexOf(code);
  return place < 0 ? null : place;
}

/** Interim blocks place results in categories, everything else in achievement levels. */
export function isBlock({ assessment }: Pick<Summary, "assessment">): boolean {
  return assessment.type.code === "iab";
}

/** Something about a result that is out of the ordinary. */
export interface Mark {
  label: string;
  tone: Tone;
}

/** What is out of the ordinary about a result's status; nothing for a complete, valid one. */
export function marks(student: Pick<Student, "status" | "off_grade">, words: ResultsWords["table"]): Mark[] {
  const { status, off_grade: offGrade } = student;
  const found: Mark[] = [];
  if (!status.valid) found.push({ label: words.invalid, tone: "bad" });
  if (status.completeness === "Partial") found.push({ label: words.partial, tone: "warn" });
  if (status.administration_condition === "SD") found.push({ label: words.standardized, tone: "plain" });
  if (status.administration_condition === "NS") found.push({ label: words.nonstandardized, tone: "warn" });
  if (offGrade) found.push({ label: words.offGrade, tone: "plain" });
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

/** The different students among some results, by their ids: one may have taken the test twice. */
export function studentIds(students: readonly Student[]): string[] {
  return [...new Set(students.map((each) => each.student_id))];
}

import { LONGEST_FILE, MOST_STUDENTS, type Group } from "../../api/groups.ts";

/** The columns a group file begins with, in this order. */
export const COLUMNS = [
  "group_name",
  "school_natural_id",
  "school_year",
  "subject_code",
  "student_ssid",
  "group_user_login",
] as const;

export type ColumnName = (typeof COLUMNS)[number];

/** A row of a file: the line it begins at and its trimmed fields. */
export interface FileRow {
  line: number;
  fields: readonly string[];
}

/** A group as a file names it. */
export interface FileGroup {
  name: string;
  schoolId: string;
  year: number;
  subject: string;
  students: number;
  users: number;
}

/** Why a file cannot be sent at all. */
export type Obstacle = "empty" | "too-long" | "not-text" | "wrong-header" | "no-rows" | "quotes";

/** What a file holds, as far as a look at it tells. */
export interface GroupFile {
  obstacle: Obstacle | null;
  /** The columns that are found where they belong. */
  header: readonly string[];
  rows: readonly FileRow[];
  groups: readonly FileGroup[];
}

const MARK = "\uFEFF";

/** Looks at a file before it is sent. */
export function readGroupFile(content: string): GroupFile {
  const nothing = { header: [], rows: [], groups: [] };
  const text = content.startsWith(MARK) ? content.slice(MARK.length) : content;
  if (text.trim() === "") return { obstacle: "empty", ...nothing };
  if (new TextEncoder().encode(content).length > LONGEST_FILE) return { obstacle: "too-long", ...nothing };
  if (/[\u0000\uFFFD]/.test(text)) return { obstacle: "not-text", ...nothing };
  const records = parseCsv(text);
  if (records === null) return { obstacle: "quotes", ...nothing };
  const [head, ...rows] = records;
  const header = head?.fields ?? [];
  const good = COLUMNS.every((name, place) => header[place]?.toLowerCase() === name);
  if (!good) return { obstacle: "wrong-header", header, rows: [], groups: [] };
  return { obstacle: rows.length === 0 ? "no-rows" : null, header, rows, groups: groupsOf(rows) };
}

/** The rows of a CSV text that hold a value; null where a quoted field never ends. */
export function parseCsv(text: string): FileRow[] | null {
  const rows: FileRow[] = [];
  let fields: string[] = [];
  let field = "";
  let quoted = false;
  let line = 1;
  let begun = 1;
  const endRow = () => {
    fields.push(field.trim());
    if (fields.some(Boolean)) rows.push({ line: begun, fields });
    fields = [];
    field = "";
  };
  for (let place = 0; place < text.length; place += 1) {
    const letter = text[place];
    const ends = letter === "\n" || (letter === "\r" && text[place + 1] !== "\n");
    if (ends) line += 1;
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (text[place + 1] === '"') {
        field += '"';
        place += 1;
      } else quoted = false;
    } else if (letter === '"' && field === "") quoted = true;
    else if (letter === ",") {
      fields.push(field.trim());
      field = "";
    } else if (ends) {
      endRow();
      begun = line;
    } else if (letter !== "\r") field += letter;
  }
  if (quoted) return null;
  endRow();
  return rows;
}

/** The groups of a file: those of one school, year and name are one, whatever the name's case. */
function groupsOf(rows: readonly FileRow[]): FileGroup[] {
  const found = new Map<string, { group: FileGroup; students: Set<string>; users: Set<string> }>();
  for (const { fields } of rows) {
    const [name = "", schoolId = "", year = "", subject = "", student = "", user = ""] = fields;
    const key = keyOf(schoolId, Number(year), name);
    const each = found.get(key) ?? {
      group: { name, schoolId, year: Number(year), subject: "", students: 0, users: 0 },
      students: new Set<string>(),
      users: new Set<string>(),
    };
    if (student) each.students.add(student);
    if (user) each.users.add(user.toLowerCase());
    if (subject && subject.toLowerCase() !== "all") each.group.subject = subject;
    found.set(key, each);
  }
  return [...found.values()].map(({ group, students, users }) => ({ ...group, students: students.size, users: users.size }));
}

/** What a group is known by: its school, its school year and its name, whose case does not count. */
export function keyOf(schoolId: string, year: number, name: string): string {
  return JSON.stringify([schoolId, year, name.toLowerCase()]);
}

/** A group of a file beside the one it would replace. */
export interface Replacement {
  group: FileGroup;
  before: Group | null;
  tooMany: boolean;
}

/** What would become of the groups that a file names. */
export function replacements(groups: readonly FileGroup[], existing: readonly Group[]): Replacement[] {
  const known = new Map(existing.map((each) => [keyOf(each.school.id, each.school_year, each.name), each]));
  return groups.map((group) => ({
    group,
    before: known.get(keyOf(group.schoolId, group.year, group.name)) ?? null,
    tooMany: group.students > MOST_STUDENTS,
  }));
}

/** The number of the line that a finding names: "line 12" is 12. */
export function lineOf(where: string): number | null {
  const found = /(\d+)/.exec(where);
  return found ? Number(found[1]) : null;
}

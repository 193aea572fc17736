import type { Activity } from "../../api/activity.ts";
import { schoolYear } from "../../format/format.ts";
import type { logWords } from "./logWords.ts";

type Words = (typeof logWords)["value"];

/** What a record says of something that was done. */
export type Deed = Pick<Activity, "action" | "route" | "detail" | "schools" | "assessment" | "assessment_id" | "school_year">;

/** Above so many schools not all are named. */
const NAMED = 3;

const CHANGES = /^(create|change|delete|import|grant|revoke)/;

/**
 * The name that our texts know a deed by. Reports are called alike for schools and groups; where one
 * address is for making, changing and deleting, the first word of the detail tells which it was.
 */
export function deedOf({ action, route, detail }: Pick<Deed, "action" | "route" | "detail">): string {
  const path = route.replace(/^\/v1\//, "");
  if (action === "change") return ["change", path.split("/")[0], CHANGES.exec(detail ?? "")?.[0]].filter(Boolean).join(" ");
  if (path === "groups/{group_id}") return `${action} group`;
  return `${action} ${path.replace(/^(schools\/\{school_id\}|groups\/\{group_id\})\/(assessments\/\{assessment_id\}\/)?/, "")}`;
}

/** What was done in plain words; what we have no words for is told as it was recorded. */
export function deedText(deed: Deed, words: Words): string {
  if (deed.action === "refused") {
    const tried = (["view", "search", "change", "export"] as const).map((action) => words.deeds[deedOf({ ...deed, action })]);
    return words.refused(tried.find(Boolean) ?? plainRoute(deed.route));
  }
  const name = deedOf(deed);
  return words.deeds[name] ?? words.deeds[shortened(name)] ?? words.unknown(words.actions[deed.action], deed.detail ?? plainRoute(deed.route));
}

/** A change whose detail begins otherwise than we know: the deed without it. */
function shortened(name: string): string {
  return name.split(" ").slice(0, 2).join(" ");
}

/** "/v1/groups/{group_id}/summary" as "groups summary". */
function plainRoute(route: string): string {
  return route
    .replace(/^\/v1\//, "")
    .split("/")
    .filter((part) => !part.startsWith("{"))
    .join(" ")
    .replaceAll("-", " ");
}

/** What it was about: the assessment, the school year and whether a group was. */
export function aboutText({ assessment, assessment_id: id, school_year: year, route }: Deed, words: Words): string {
  const ofGroup = route.startsWith("/v1/groups/{group_id}/");
  return [assessment ?? id, year && words.year(schoolYear(year)), ofGroup && words.group].filter(Boolean).join(" · ");
}

/** The schools it was about by name. */
export function schoolsText(schools: Deed["schools"], words: Words): string {
  const names = schools.slice(0, NAMED).map(({ name }) => name);
  const more = schools.length - names.length;
  return more > 0 ? `${names.join(", ")} ${words.moreSchools(more)}` : names.join(", ");
}

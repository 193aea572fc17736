/**
 * Every address of the client. A new screen is one pattern here and one page in `pages/index.tsx`;
 * the type checker asks for the second as soon as the first is written. Where two fit, the first does.
 */
export const patterns = {
  home: "/",
  school: "/schools/:schoolId",
  schoolDashboard: "/schools/:schoolId/dashboard",
  schoolResults: "/schools/:schoolId/assessments/:assessmentId",
  schoolView: "/schools/:schoolId/assessments/:assessmentId/:view",
  group: "/groups/:groupId",
  groupDashboard: "/groups/:groupId/dashboard",
  groupResults: "/groups/:groupId/assessments/:assessmentId",
  groupView: "/groups/:groupId/assessments/:assessmentId/:view",
  student: "/students/:reference",
  studentExam: "/students/:reference/exams/:opportunityId",
  aggregate: "/aggregate",
  aggregateReport: "/aggregate/:reportId",
  reports: "/reports",
  newExport: "/reports/export",
  ownGroups: "/my-groups",
  ownGroup: "/my-groups/:groupId",
  groups: "/manage/groups",
  groupsImport: "/manage/groups/import",
  managedGroup: "/manage/groups/:groupId",
  availability: "/manage/availability",
  links: "/manage/links",
  staff: "/manage/staff",
  accessLog: "/manage/access-log",
  activity: "/my-activity",
  deliveries: "/deliveries",
  delivery: "/deliveries/:deliveryId",
  help: "/help",
  glossary: "/help/glossary",
  gallery: "/gallery",
} as const;

export type RouteName = keyof typeof patterns;

type ParamNames<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : P extends `${string}:${infer Name}`
    ? Name
    : never;

/** The path parameters of a route, by name. */
export type Params<N extends RouteName> = Record<ParamNames<(typeof patterns)[N]>, string>;

export type Query = Record<string, string | number | null | undefined>;

/** A route with its parameters, decoded. */
export type Match = { [N in RouteName]: { name: N; params: Params<N> } }[RouteName];

/** The address of a screen; empty query values are left out. */
export function href<N extends RouteName>(name: N, params: Params<N>, query: Query = {}): string {
  const values = params as Record<string, string>;
  const path = patterns[name]
    .split("/")
    .map((part) => (part.startsWith(":") ? encodeURIComponent(values[part.slice(1)] ?? "") : part))
    .join("/");
  return withQuery(path, query);
}

/** The route a path belongs to, or null if it is none of ours. */
export function match(path: string): Match | null {
  const parts = split(path);
  for (const name of Object.keys(patterns) as RouteName[]) {
    const params = matchParts(split(patterns[name]), parts);
    if (params) return { name, params } as Match;
  }
  return null;
}

/** A path with a query, which is left off when empty. */
export function withQuery(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

function split(path: string): string[] {
  return path.split("/").filter(Boolean);
}

function matchParts(pattern: string[], parts: string[]): Record<string, string> | null {
  if (pattern.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const part = decode(parts[index] ?? "");
    if (part === null) return null;
    if (expected.startsWith(":")) params[expected.slice(1)] = part;
    else if (expected !== part) return null;
  }
  return params;
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

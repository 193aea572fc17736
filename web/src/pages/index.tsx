import type { JSX } from "preact";
import { match, type Match, type Params, type RouteName } from "../router/routes.ts";
import { HomePage } from "./home/HomePage.tsx";
import { type Lazy, lazyPage } from "./lazy.tsx";
import { NotFoundPage } from "./NotFoundPage.tsx";

const AccessLogPage = lazyPage(async () => (await import("./staff/AccessLogPage.tsx")).AccessLogPage);
const ActivityPage = lazyPage(async () => (await import("./staff/ActivityPage.tsx")).ActivityPage);
const AggregatePage = lazyPage(async () => (await import("./aggregate/AggregatePage.tsx")).AggregatePage);
const AggregateReportPage = lazyPage(async () => (await import("./aggregate/AggregateReportPage.tsx")).AggregateReportPage);
const AssessmentsPage = lazyPage(async () => (await import("./assessments/AssessmentsPage.tsx")).AssessmentsPage);
const AvailabilityPage = lazyPage(async () => (await import("./availability/AvailabilityPage.tsx")).AvailabilityPage);
const DashboardPage = lazyPage(async () => (await import("./dashboard/DashboardPage.tsx")).DashboardPage);
const DeliveriesPage = lazyPage(async () => (await import("./deliveries/DeliveriesPage.tsx")).DeliveriesPage);
const DeliveryPage = lazyPage(async () => (await import("./deliveries/DeliveryPage.tsx")).DeliveryPage);
const GalleryPage = lazyPage(async () => (await import("./gallery/GalleryPage.tsx")).GalleryPage);
const GlossaryPage = lazyPage(async () => (await import("./help/GlossaryPage.tsx")).GlossaryPage);
const GroupsImportPage = lazyPage(async () => (await import("./groups/GroupsImportPage.tsx")).GroupsImportPage);
const GroupsPage = lazyPage(async () => (await import("./groups/GroupsPage.tsx")).GroupsPage);
const HelpPage = lazyPage(async () => (await import("./help/HelpPage.tsx")).HelpPage);
const LinksPage = lazyPage(async () => (await import("./links/LinksPage.tsx")).LinksPage);
const ManagedGroupPage = lazyPage(async () => (await import("./groups/ManagedGroupPage.tsx")).ManagedGroupPage);
const NewExportPage = lazyPage(async () => (await import("./reports/NewExportPage.tsx")).NewExportPage);
const OwnGroupPage = lazyPage(async () => (await import("./groups/OwnGroupPage.tsx")).OwnGroupPage);
const OwnGroupsPage = lazyPage(async () => (await import("./groups/OwnGroupsPage.tsx")).OwnGroupsPage);
const ReportsPage = lazyPage(async () => (await import("./reports/ReportsPage.tsx")).ReportsPage);
const ResultsPage = lazyPage(async () => (await import("./results/ResultsPage.tsx")).ResultsPage);
const StaffPage = lazyPage(async () => (await import("./staff/StaffPage.tsx")).StaffPage);
const StudentExamPage = lazyPage(async () => (await import("./student/StudentExamPage.tsx")).StudentExamPage);
const StudentPage = lazyPage(async () => (await import("./student/StudentPage.tsx")).StudentPage);
const ViewPage = lazyPage(async () => (await import("./views/ViewPage.tsx")).ViewPage);

type Pages = { [N in RouteName]: (params: Params<N>) => JSX.Element };

const atSchool = (id: string) => ({ kind: "school", id }) as const;
const inGroup = (id: string) => ({ kind: "group", id }) as const;

/** The page of every route; the type asks for one as soon as a route is added. */
const pages: Pages = {
  home: () => <HomePage />,
  school: ({ schoolId }) => <AssessmentsPage key={schoolId} population={atSchool(schoolId)} />,
  schoolDashboard: ({ schoolId }) => <DashboardPage key={schoolId} population={atSchool(schoolId)} />,
  schoolResults: ({ schoolId, assessmentId }) => (
    <ResultsPage key={`${schoolId} ${assessmentId}`} population={atSchool(schoolId)} assessmentId={assessmentId} />
  ),
  schoolView: ({ schoolId, assessmentId, view }) => (
    <ViewPage key={`${schoolId} ${assessmentId}`} population={atSchool(schoolId)} assessmentId={assessmentId} view={view} />
  ),
  group: ({ groupId }) => <AssessmentsPage key={groupId} population={inGroup(groupId)} />,
  groupDashboard: ({ groupId }) => <DashboardPage key={groupId} population={inGroup(groupId)} />,
  groupResults: ({ groupId, assessmentId }) => (
    <ResultsPage key={`${groupId} ${assessmentId}`} population={inGroup(groupId)} assessmentId={assessmentId} />
  ),
  groupView: ({ groupId, assessmentId, view }) => (
    <ViewPage key={`${groupId} ${assessmentId}`} population={inGroup(groupId)} assessmentId={assessmentId} view={view} />
  ),
  student: ({ reference }) => <StudentPage key={reference} reference={reference} />,
  studentExam: ({ reference, opportunityId }) => (
    <StudentExamPage key={`${reference} ${opportunityId}`} reference={reference} opportunityId={opportunityId} />
  ),
  aggregate: () => <AggregatePage />,
  aggregateReport: ({ reportId }) => <AggregateReportPage key={reportId} reportId={reportId} />,
  reports: () => <ReportsPage />,
  newExport: () => <NewExportPage />,
  ownGroups: () => <OwnGroupsPage />,
  ownGroup: ({ groupId }) => <OwnGroupPage key={groupId} groupId={groupId} />,
  groups: () => <GroupsPage />,
  groupsImport: () => <GroupsImportPage />,
  managedGroup: ({ groupId }) => <ManagedGroupPage key={groupId} groupId={groupId} />,
  availability: () => <AvailabilityPage />,
  links: () => <LinksPage />,
  staff: () => <StaffPage />,
  accessLog: () => <AccessLogPage />,
  activity: () => <ActivityPage />,
  deliveries: () => <DeliveriesPage />,
  delivery: ({ deliveryId }) => <DeliveryPage key={deliveryId} deliveryId={deliveryId} />,
  help: () => <HelpPage />,
  glossary: () => <GlossaryPage />,
  gallery: () => <GalleryPage />,
};

/** Pages that show nobody's data, open to who is not in. */
const OPEN: readonly RouteName[] = ["help", "glossary", "gallery"];

/** The page an address belongs to. */
export function pageAt(path: string): JSX.Element {
  const found = match(path);
  return found ? render(found) : <NotFoundPage />;
}

/** Fetches the program of an address's page while it is still being found out who is here. */
export function fetchPageEarly(path: string): void {
  const { type } = pageAt(path);
  if (typeof type === "function" && "fetchEarly" in type) (type as Lazy<object>).fetchEarly();
}

/** The page of an address that may be read without a session, or null. */
export function openPageAt(path: string): JSX.Element | null {
  const found = match(path);
  return found && OPEN.includes(found.name) ? render(found) : null;
}

function render<N extends RouteName>(found: Extract<Match, { name: N }>): JSX.Element {
  return pages[found.name as N](found.params as Params<N>);
}

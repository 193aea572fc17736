import type { DashboardCard } from "../../api/dashboard.ts";
import { gradeOrder } from "../results/student.ts";

/** How cards are ordered; the first is the default. */
export const ORDERS = ["subject", "recent", "tested", "below"] as const;
export type Order = (typeof ORDERS)[number];

/** What the dashboard is narrowed to. */
export interface CardChoice {
  subject: string;
  grade: string;
  order: Order;
}

/** The choice in an address. */
export function cardChoiceIn(query: URLSearchParams): CardChoice {
  const order = ORDERS.find((each) => each === query.get("order")) ?? "subject";
  return { subject: query.get("subject") ?? "", grade: query.get("grade") ?? "", order };
}

/** The cards of a choice, in its order; cards that are equal in it keep their own order. */
export function chosenCards(cards: readonly DashboardCard[], { subject, grade, order }: CardChoice): DashboardCard[] {
  return cards
    .filter(({ assessment }) => (!subject || assessment.subject.code === subject) && (!grade || assessment.grade === grade))
    .sort(COMPARED[order]);
}

type Compared = (one: DashboardCard, other: DashboardCard) => number;

const COMPARED: Record<Order, Compared> = {
  subject: (one, other) =>
    one.assessment.subject.name.localeCompare(other.assessment.subject.name) || gradeOf(one) - gradeOf(other),
  recent: (one, other) => (other.assessment.latest_completed ?? "").localeCompare(one.assessment.latest_completed ?? ""),
  tested: (one, other) => other.students - one.students,
  below: (one, other) => lowest(other) - lowest(one),
};

function gradeOf({ assessment }: DashboardCard): number {
  return gradeOrder(assessment.grade) ?? 0;
}

/** The exact share of the lowest category: the rounded one would make neighbours equal. */
function lowest({ levels }: DashboardCard): number {
  const all = levels.reduce((sum, each) => sum + each.count, 0);
  return all === 0 ? 0 : (levels[0]?.count ?? 0) / all;
}

import type { Item, ItemOptions, ItemPoints, PointShare, StudentAnswer } from "../../api/items.ts";

/** What stands for an item in a list: its place in the test, its key where nobody says that. */
export function itemNumber({ position, key }: Pick<Item, "position" | "key">): string {
  return position === null ? key : String(position);
}

/** How many of the scored answers earned every point, as a share from 0 to 1; null where it cannot be said. */
export function fullShare({ full_credit: full, scored }: Pick<ItemPoints, "full_credit" | "scored">): number | null {
  return full && scored > 0 ? full.count / scored : null;
}

/** Of fewer items the hardest and the easiest would be nearly all there are. */
const ENOUGH_ITEMS = 6;

/** Of fewer answers one student decides which item is the hardest. */
const ENOUGH_ANSWERS = 5;

/** The items that fewest and most got fully right; at most so many of each, and none as hard as another in both. */
export function extremes(items: readonly ItemPoints[], most = 5): { hardest: ItemPoints[]; easiest: ItemPoints[] } {
  const share = (each: ItemPoints) => fullShare(each) ?? 0;
  const rated = items.filter((each) => fullShare(each) !== null && each.scored >= ENOUGH_ANSWERS);
  if (rated.length < ENOUGH_ITEMS) return { hardest: [], easiest: [] };
  const sorted = [...rated].sort((one, other) => share(one) - share(other));
  const size = Math.min(most, Math.floor(sorted.length / 2));
  const hardest = sorted.slice(0, size);
  const bound = Math.max(...hardest.map(share));
  const easiest = sorted.slice(sorted.length - size).filter((each) => share(each) > bound).reverse();
  return easiest.length > 0 ? { hardest, easiest } : { hardest: [], easiest: [] };
}

/** Every number of points that any of them can earn, ascending. */
export function pointValues(distributions: readonly { points: readonly PointShare[] }[]): number[] {
  const values = new Set(distributions.flatMap(({ points }) => points.map((each) => each.points)));
  return [...values].sort((one, other) => one - other);
}

/** The wrong options chosen most, several where they are even; none where nobody chose a wrong one. */
export function mostChosenWrong({ options }: Pick<ItemOptions, "options">): string[] {
  const wrong = options.filter((each) => !each.correct);
  const most = Math.max(0, ...wrong.map((each) => each.count));
  return most === 0 ? [] : wrong.filter((each) => each.count === most).map((each) => each.option);
}

/** Those whose scored answer holds an option. */
export function choosers(students: readonly StudentAnswer[], option: string): StudentAnswer[] {
  return students.filter((each) => each.points !== null && (each.options ?? []).includes(option));
}

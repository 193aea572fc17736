import type { DeliveryFilter, DeliveryOptions, Feed } from "../../api/deliveries.ts";
import type { Place } from "../../router/place.ts";
import { statusesIn } from "./status.ts";

/** The parts of the address that narrow the list. */
export const FILTERS = ["vendor", "feed", "status", "since"] as const;

/** The part of the note that does: a file's name is in no address. */
export const NAME = "file";

/** What the address, and the note beside it, say of the deliveries to show. */
export function filterAt({ query, note }: Pick<Place, "query" | "note">, options: DeliveryOptions): DeliveryFilter {
  const feeds = options.feeds.map((each) => each.feed as string);
  const feed = query.get("feed") ?? "";
  const since = query.get("since") ?? "";
  return {
    vendor: query.get("vendor") ?? "",
    feed: feeds.includes(feed) ? (feed as Feed) : "",
    statuses: statusesIn(query.get("status") ?? ""),
    since: /^\d{4}-\d\d-\d\d$/.test(since) ? since : "",
    name: (note[NAME] ?? "").trim(),
  };
}

/** Whether anything narrows the list. */
export function isNarrowed({ vendor, feed, statuses, since, name }: DeliveryFilter): boolean {
  return Boolean(vendor || feed || statuses.length > 0 || since || name);
}

/** Names a filter, so that the same one is asked once. */
export function filterKey(filter: DeliveryFilter): string {
  return JSON.stringify(filter);
}

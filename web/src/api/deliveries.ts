import { answer, assignment, client, limits } from "./call.ts";
import type { Answer, Schema } from "./types.ts";

export type DeliveryOptions = Answer<"/deliveries/options">;
export type DeliveryFeed = Schema<"DeliveryFeed">;
export type DeliveryPage = Schema<"DeliveryPage">;
export type DeliveryRow = Schema<"DeliveryRow">;
export type DeliveryStatus = Schema<"DeliveryStatus">;
export type Delivery = Schema<"Delivery">;
export type DeliveryCounted = Schema<"DeliveryCounted">;
export type Feed = Schema<"Feed">;
export type Finding = Schema<"Finding">;
export type FindingCount = Schema<"FindingCount">;
export type FindingPage = Schema<"FindingPage">;
export type Severity = Schema<"Severity">;
export type UploadForm = Schema<"UploadForm">;

/** Which deliveries are meant; what is empty does not restrict them. */
export interface DeliveryFilter {
  vendor: string;
  feed: Feed | "";
  statuses: readonly DeliveryStatus[];
  /** A day, such as 2026-05-01. */
  since: string;
  /** A part of the file's name: it goes in a body, never in an address. */
  name: string;
}

const PAGE = 50;

const header = () => ({ header: assignment() });

/** What may be delivered, and whose deliveries may be looked at. */
export function getDeliveryOptions(signal: AbortSignal): Promise<DeliveryOptions> {
  return answer(client().GET("/deliveries/options", { params: header(), ...limits(signal) }));
}

/** A page of deliveries, newest first, after a cursor; `size` rows where more are to be seen at once. */
export function getDeliveries(filter: DeliveryFilter, cursor: string | null, signal: AbortSignal, size = PAGE): Promise<DeliveryPage> {
  const { name, statuses, ...rest } = filter;
  const asked = { ...given(rest), limit: size, ...(cursor ? { cursor } : {}) };
  if (name) {
    const body = { ...asked, name, ...(statuses.length > 0 ? { statuses: [...statuses] } : {}) };
    return answer(client().POST("/deliveries/search", { params: header(), body, ...limits(signal) }));
  }
  const query = { ...asked, ...(statuses.length > 0 ? { status: statuses.join(",") } : {}) };
  return answer(client().GET("/deliveries", { params: { ...header(), query }, ...limits(signal) }));
}

/** How many of the newest deliveries stand where. */
export function countDeliveries(filter: DeliveryFilter, signal: AbortSignal): Promise<DeliveryCounted> {
  const { vendor, feed, since } = filter;
  const query = given({ vendor, feed, since });
  return answer(client().GET("/deliveries/counts", { params: { ...header(), query }, ...limits(signal) }));
}

/** One delivery. */
export function getDelivery(id: string, signal?: AbortSignal): Promise<Delivery> {
  const path = { delivery_id: id };
  return answer(client().GET("/deliveries/{delivery_id}", { params: { ...header(), path }, ...limits(signal) }));
}

/** A page of what was found in a delivery. */
export function getFindings(
  id: string,
  kind: { code: string; severity: Severity | "" },
  cursor: string | null,
  signal: AbortSignal,
): Promise<FindingPage> {
  const query = { ...given(kind), limit: 100, ...(cursor ? { cursor } : {}) };
  const params = { ...header(), path: { delivery_id: id }, query };
  return answer(client().GET("/deliveries/{delivery_id}/findings", { params, ...limits(signal) }));
}

/** Where all findings can be fetched from, for some minutes. */
export function getFindingsFile(id: string): Promise<Schema<"FindingsFile">> {
  const path = { delivery_id: id };
  return answer(client().GET("/deliveries/{delivery_id}/findings/file", { params: { ...header(), path }, ...limits() }));
}

/** Has a delivery processed anew. */
export function replayDelivery(id: string): Promise<{ delivery_id: string }> {
  const path = { delivery_id: id };
  return answer(client().POST("/deliveries/{delivery_id}/replay", { params: { ...header(), path }, ...limits() }));
}

/** A form to upload one file with. */
export function prepareUpload(feed: Feed, name: string, size: number, signal: AbortSignal): Promise<UploadForm> {
  const body = { feed, name, size };
  return answer(client().POST("/deliveries/uploads", { params: header(), body, ...limits(signal) }));
}

/** The delivery an upload became: that of a version, or of the newest file of the name where none is known. */
export function findUpload(
  feed: Feed,
  name: string,
  uploadId: string,
  version: string,
  signal: AbortSignal,
): Promise<Schema<"LandedUpload">> {
  const body = { feed, name, upload_id: uploadId, ...(version ? { version_id: version } : {}) };
  return answer(client().POST("/deliveries/uploads/landed", { params: header(), body, ...limits(signal) }));
}

/** Only what is not empty. */
function given<T extends Record<string, string>>(values: T): { [K in keyof T]?: Exclude<T[K], ""> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "")) as { [K in keyof T]?: Exclude<T[K], ""> };
}

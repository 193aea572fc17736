import { answer, assignment, client, limits } from "./call.ts";
import type { Schema } from "./types.ts";

export type KeptLink = Schema<"KeptLink">;
export type LinkOwner = Schema<"LinkOwner">;
export type LinkOwnerType = Schema<"LinkOwnerType">;
export type LinkedAssessment = Schema<"LinkedAssessment">;
export type LinkChange = Schema<"LinkChange">;
export type NewLink = Schema<"NewLink">;

const PAGE = 200;

/** One page of the links that the caller may change, by assessment. */
export function getLinks(search: string, cursor: string, signal: AbortSignal): Promise<Schema<"KeptLinkPage">> {
  const query = { limit: PAGE, ...(search && { search }), ...(cursor && { cursor }) };
  return answer(client().GET("/links", { params: { query, header: assignment() }, ...limits(signal) }));
}

/** The first assessments that are found to keep a link for, the newest first. */
export async function findAssessments(search: string, signal?: AbortSignal): Promise<LinkedAssessment[]> {
  const params = { query: { limit: 20, ...(search && { search }) }, header: assignment() };
  const { assessments } = await answer(client().GET("/links/assessments", { params, ...limits(signal) }));
  return assessments;
}

/** The first organizations that are found to keep a link for. */
export async function findOwners(search: string, signal?: AbortSignal): Promise<LinkOwner[]> {
  const params = { query: { limit: 20, ...(search && { search }) }, header: assignment() };
  const { organizations } = await answer(client().GET("/links/organizations", { params, ...limits(signal) }));
  return organizations;
}

/** Keeps a new link. */
export function createLink(body: NewLink): Promise<KeptLink> {
  return answer(client().POST("/links", { params: { header: assignment() }, body, ...limits() }));
}

/** Changes a link. */
export function updateLink(linkId: string, body: LinkChange): Promise<KeptLink> {
  return answer(client().PUT("/links/{link_id}", { params: of(linkId), body, ...limits() }));
}

/** Deletes a link. */
export function deleteLink(linkId: string): Promise<KeptLink> {
  return answer(client().DELETE("/links/{link_id}", { params: of(linkId), ...limits() }));
}

function of(linkId: string) {
  return { path: { link_id: linkId }, header: assignment() };
}

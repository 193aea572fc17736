import type { KeptLink, LinkedAssessment, LinkOwner } from "../../api/links.ts";

/** A link while it is typed. */
export interface LinkDraft {
  assessment: LinkedAssessment | null;
  owner: LinkOwner | null;
  /** 0 is every level. */
  level: number;
  label: string;
  url: string;
}

/** What is wrong with a draft, by field. */
export interface LinkErrors {
  assessment?: true;
  owner?: true;
  label?: true;
  url?: UrlFault;
}

export type UrlFault = "url" | "https" | "user" | "characters";

const CHARACTERS = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/;

/** What is wrong with an address, or null: only whole https addresses without user names will do. */
export function urlFault(text: string): UrlFault | null {
  const url = text.trim();
  if (/^http:\/\//i.test(url)) return "https";
  if (!/^https:\/\/./i.test(url)) return "url";
  if (!CHARACTERS.test(url)) return "characters";
  if (!URL.canParse(url)) return "url";
  return /^https:\/\/[^/?#]*@/i.test(url) ? "user" : null;
}

/** What can be told without asking anybody. */
export function linkErrors(draft: LinkDraft): LinkErrors {
  const url = urlFault(draft.url);
  return {
    ...(!draft.assessment && { assessment: true as const }),
    ...(!draft.owner && { owner: true as const }),
    ...(!draft.label.trim() && { label: true as const }),
    ...(url && { url }),
  };
}

/** What narrows the links once they are loaded; what is empty does not. */
export interface LinkFilter {
  owner: string;
  level: number | null;
}

/** The links of some kind of organization and some level. */
export function narrowed(links: readonly KeptLink[], { owner, level }: LinkFilter): KeptLink[] {
  return links.filter((each) => (!owner || each.organization.type === owner) && (level === null || each.level === level));
}

import { answer, assignment, client, limits } from "./call.ts";
import type { Answer, Schema } from "./types.ts";

export type FilterOptions = Answer<"/filters">;
export type FilterOption = Schema<"Option">;

let asked: { role: string; answer: Promise<FilterOptions> } | null = null;

/** What results can be filtered by in the role of this session; asked once, since it hardly changes. */
export function getFilterOptions(): Promise<FilterOptions> {
  const header = assignment();
  const role = header["X-CERS-Assignment"];
  if (asked?.role !== role) {
    const found = answer(client().GET("/filters", { params: { header }, ...limits() }));
    asked = { role, answer: found };
    found.catch(() => {
      asked = null;
    });
  }
  return asked.answer;
}

/** What an option is called in a language, in English where no more is known. */
export function optionName({ name, translations }: Pick<FilterOption, "name" | "translations">, language: string): string {
  return translations[language] ?? name;
}

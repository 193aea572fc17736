import { computed, effect, signal } from "@preact/signals";
import { type Dictionary, en } from "./en.ts";
import { es } from "./es.ts";

export type Language = "en" | "es";

const STORED = "cers.language";
const dictionaries: Record<Language, Dictionary> = { en, es };

/** The language of the page; remembered by the browser, since it says nothing of anybody's data. */
export const language = signal<Language>(preferred());

/** The texts in that language: `text.value.home.title`. */
export const text = computed<Dictionary>(() => dictionaries[language.value]);

/** Changes the language and remembers it. */
export function setLanguage(next: Language): void {
  language.value = next;
  try {
    window.localStorage.setItem(STORED, next);
  } catch {
    return;
  }
}

/** Keeps `<html lang>` true. */
export function followLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value;
  });
}

function preferred(): Language {
  let stored: string | null = null;
  try {
    stored = window.localStorage.getItem(STORED);
  } catch {
    stored = null;
  }
  const wanted = stored ?? window.navigator.language;
  return wanted.startsWith("es") ? "es" : "en";
}

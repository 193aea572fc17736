import { computed, type ReadonlySignal } from "@preact/signals";
import { language } from "./index.ts";

/**
 * The texts of one part of the client in both languages, fetched with that part:
 * `const words = dictionary({ en, es })`, then `words.value.title`. The type of `en` is the list of
 * keys; `es` must have them all.
 */
export function dictionary<T extends object>(texts: { en: T; es: NoInfer<T> }): ReadonlySignal<T> {
  return computed(() => texts[language.value]);
}

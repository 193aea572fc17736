import { dictionary } from "../../i18n/dictionary.ts";
import { en } from "./words.en.ts";
import { es } from "./words.es.ts";

/** Texts of the views by item, option, trait and target. */
export const words = dictionary({ en, es });
export type Words = typeof en;

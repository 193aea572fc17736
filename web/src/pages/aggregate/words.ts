import { dictionary } from "../../i18n/dictionary.ts";
import { en } from "./words.en.ts";
import { es } from "./words.es.ts";

/** The texts of custom aggregate reports. */
export const words = dictionary({ en, es });
export type Words = typeof en;

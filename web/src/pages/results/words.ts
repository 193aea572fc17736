import { dictionary } from "../../i18n/dictionary.ts";
import { en } from "./words.en.ts";
import { es } from "./words.es.ts";

/** The texts of an assessment's results. */
export const words = dictionary({ en, es });

export type ResultsWords = typeof en;

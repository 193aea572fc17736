import { dictionary } from "../../i18n/dictionary.ts";
import { en } from "./words.en.ts";
import { es } from "./words.es.ts";

/** Texts of a student's history and responses. */
export const words = dictionary({ en, es });
export type StudentWords = typeof en;

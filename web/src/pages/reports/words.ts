import { dictionary } from "../../i18n/dictionary.ts";
import { en } from "./words.en.ts";
import { es } from "./words.es.ts";

/** The texts of My Reports, exports and printed reports. */
export const words = dictionary({ en, es });
export type Words = typeof en;

import { dictionary } from "../../i18n/dictionary.ts";
import { en } from "./words.en.ts";
import { es } from "./words.es.ts";

/** The texts of the screen of instructional links. */
export const words = dictionary({ en, es });

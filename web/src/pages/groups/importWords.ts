import { dictionary } from "../../i18n/dictionary.ts";
import { en } from "./importWords.en.ts";
import { es } from "./importWords.es.ts";

/** The texts of the screen that imports groups. */
export const importWords = dictionary({ en, es });

import { dictionary } from "../../i18n/dictionary.ts";
import { en } from "./logWords.en.ts";
import { es } from "./logWords.es.ts";

/** The texts of the access log and of one's own activity. */
export const logWords = dictionary({ en, es });

import { dictionary } from "../../i18n/dictionary.ts";
import { en } from "./words.en.ts";
import { es } from "./words.es.ts";

/** The texts of a school's or group's list of assessments. */
export const words = dictionary({ en, es });

import { dictionary } from "../i18n/dictionary.ts";

/** Texts of the trend chart; fetched with the pages that have one. */
export const words = dictionary({
  en: {
    lines: "Lines shown",
    levels: "Levels",
    series: "Line",
    results: (n: string) => `n = ${n}`,
    nothing: "There is nothing to draw. Choose a line above.",
    none: "There are no values to draw.",
  },
  es: {
    lines: "Líneas que se muestran",
    levels: "Niveles",
    series: "Línea",
    results: (n: string) => `n = ${n}`,
    nothing: "No hay nada que dibujar. Elija una línea arriba.",
    none: "No hay valores que dibujar.",
  },
});

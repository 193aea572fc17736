import type { en } from "./words.en.ts";

export const es: typeof en = {
  heading: "Panel de evaluaciones interinas",
  school: "Escuela",
  group: "Grupo",
  filters: "Elija qué mostrar",
  year: "Año escolar",
  subject: "Materia",
  grade: "Grado evaluado",
  allSubjects: "Todas las materias",
  allGrades: "Todos los grados",
  order: "Orden",
  orders: {
    subject: "Por materia y grado",
    recent: "Más recientes primero",
    tested: "Con más estudiantes primero",
    below: "Con más en la categoría más baja primero",
  },
  count: (n) => (n === 1 ? "1 bloque interino" : `${n} bloques interinos`),
  tested: (n) => (n === 1 ? "1 estudiante evaluado" : `${n} estudiantes evaluados`),
  testedOf: (n, size) => `${n} de ${size} estudiantes evaluados`,
  latest: (date) => `último ${date}`,
  none: "No hay resultados de bloques interinos",
  noneYear: (year) => `Nadie aquí tiene resultados de un bloque interino en ${year}. Aparecen en cuanto se entregan.`,
  noneFilter: "Hay resultados este año, pero ninguno de la materia y el grado elegidos.",
  clear: "Mostrar todos los bloques",
  noInterim: "Su función no muestra resultados interinos",
  noInterimWhy:
    "Los resultados interinos son de escuelas y distritos. Las funciones estatales ven resultados sumativos, que están en la lista de cada escuela.",
  toAssessments: "Ir a las evaluaciones sumativas",
  how: "Cada tarjeta es un bloque y cuenta a cada estudiante una vez, por su último resultado con puntaje. Las categorías dicen si un estudiante quedó por debajo, cerca o por encima del estándar en este tema; no son una calificación.",
};

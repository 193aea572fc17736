import type { en } from "./words.en.ts";

export const es: typeof en = {
  more: "Más filtros",
  moreChosen: (n) => (n === 1 ? "Más filtros (1 elegido)" : `Más filtros (${n} elegidos)`),
  chosen: "Filtros elegidos",
  failed: "No se pudieron cargar los filtros.",
  retry: "Intentar de nuevo",
  parts: { test: "Prueba", status: "Estado", student: "Estudiante" },
  offGrade: "Otros grados",
  hideOffGrade: "Ocultar a estudiantes evaluados en otro grado",
  transfers: "Otras escuelas",
  hideTransfers: "Ocultar resultados de otras escuelas",
  enrolledGrade: "Grado de inscripción",
  completeness: "Integridad",
  administration: "Forma de administración",
  validity: "Validez",
  add: (field) => `${field}: agregar un valor`,
  addHint: "Escriba una parte. Lo que elija aparece arriba.",
  summary: (parts) => `Filtros: ${parts}`,
};

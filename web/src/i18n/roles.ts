import { language } from "./index.ts";

/** TOMS roles in Spanish; the service names them in English. */
const SPANISH: Record<string, { name: string; sees: string }> = {
  STATE_USER: { name: "Usuario estatal", sees: "Ve los resultados sumativos de todo el estado." },
  SUPERINTENDENT: { name: "Superintendente", sees: "Ve los resultados de todas las escuelas del distrito." },
  LEA_CAASPP_COORDINATOR: {
    name: "Coordinador CAASPP del distrito",
    sees: "Ve todas las escuelas del distrito, revisa y publica resultados, y cuida grupos y personal.",
  },
  LEA_ELPAC_COORDINATOR: {
    name: "Coordinador ELPAC del distrito",
    sees: "Ve todas las escuelas del distrito, revisa y publica resultados, y cuida grupos y personal.",
  },
  EDUCATOR_DISTRICT: { name: "Educador del distrito", sees: "Ve los resultados de todas las escuelas del distrito." },
  LS_CORRESPONDENCE_ADMINISTRATOR: { name: "Administrador de correspondencia LS", sees: "No ve resultados." },
  SITE_CAASPP_COORDINATOR: {
    name: "Coordinador CAASPP de la escuela",
    sees: "Ve a todos los estudiantes de la escuela y cuida sus grupos.",
  },
  SITE_ELPAC_COORDINATOR: {
    name: "Coordinador ELPAC de la escuela",
    sees: "Ve a todos los estudiantes de la escuela y cuida sus grupos.",
  },
  EDUCATOR_TEST_SITE: { name: "Educador de la escuela", sees: "Ve a todos los estudiantes de la escuela." },
  TEST_ADMINISTRATOR: { name: "Administrador de pruebas CAASPP", sees: "Ve a los estudiantes de sus grupos." },
  CAASPP_TEST_EXAMINER: { name: "Examinador CAASPP", sees: "Ve a los estudiantes de sus grupos." },
  ELPAC_TEST_EXAMINER: { name: "Examinador ELPAC", sees: "Ve a los estudiantes de sus grupos." },
  IA_ADMINISTRATOR_ONLY: {
    name: "Administrador de evaluaciones interinas",
    sees: "Ve los resultados interinos de sus grupos, y ninguno sumativo.",
  },
  EDUCATOR_ROSTER: { name: "Educador de lista", sees: "Ve a los estudiantes de sus grupos." },
  LS_DATA_ENTRY: { name: "Captura de datos LS", sees: "No ve resultados." },
  TOOLS_FOR_TEACHERS_USER: { name: "Usuario de Tools for Teachers", sees: "No ve resultados." },
  OPERATOR: { name: "Operador", sees: "Cuida las entregas de todos y pasa los resultados nuevos a revisión." },
  VENDOR: { name: "Proveedor", sees: "Entrega archivos, los sigue y lee lo que no estaba bien." },
};

/** A role's name in the language of the page. */
export function roleName(role: string, english: string): string {
  return language.value === "es" ? (SPANISH[role]?.name ?? english) : english;
}

/** What a role sees, in the language of the page. */
export function roleSees(role: string, english: string): string {
  return language.value === "es" ? (SPANISH[role]?.sees ?? english) : english;
}

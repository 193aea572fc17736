import type { en } from "./words.en.ts";

const topics: (typeof en)["topics"] = [
  {
    id: "find",
    title: "Encontrar resultados",
    paragraphs: [
      "En la página de inicio, escriba el comienzo del nombre de un estudiante o su número completo, abra uno de sus grupos o elija una escuela. Solo encuentra lo que su función puede ver; otra persona puede ver más o menos.",
      "Una escuela o un grupo muestra sus evaluaciones, con el año más reciente primero. Abra una para ver cómo les fue a los estudiantes; las vistas de arriba llevan a preguntas, opciones de respuesta, escritura y objetivos, si la evaluación los tiene.",
      "Cada informe tiene su propia dirección. Guárdela, use Atrás o envíela a un colega: la verá con sus propios derechos, nunca con los de usted. Los nombres que escribe para buscar no están en la dirección.",
    ],
  },
  {
    id: "levels",
    title: "Niveles y el estándar",
    paragraphs: [
      "Un puntaje cae en un nivel de rendimiento. La barra muestra qué parte de los resultados está en cada nivel, del más bajo a la izquierda; la línea vertical marca el estándar. Lo que está a su derecha lo alcanzó.",
      "Los nombres de los niveles pueden cambiar de un año a otro. Cada informe usa los nombres de su propio año; un informe anterior conserva los nombres con los que se publicó.",
      "Los bloques interinos tienen tres categorías en lugar de niveles. Muestran fortalezas en un tema y no son una calificación.",
    ],
  },
  {
    id: "error",
    title: "Los puntajes y su error",
    paragraphs: [
      "Ninguna prueba mide con exactitud. El número después de ± es el error estándar: otro día, el mismo estudiante probablemente quedaría dentro de esa banda.",
      "Un puntaje cerca de un corte podría pertenecer a cualquiera de los dos niveles. Dos promedios cuyas bandas se tocan no son claramente distintos.",
      "El promedio de un grupo también tiene error. Disminuye cuando el grupo crece; compare los grupos pequeños con cuidado.",
    ],
  },
  {
    id: "small",
    title: "Números pequeños",
    paragraphs: [
      "Con menos de 30 resultados, un estudiante cambia mucho las cifras. El informe lo dice debajo de la gráfica.",
      "En los informes agregados se ocultan las cifras de menos de 11 estudiantes, y a veces otra cifra con ellas, para que nadie se pueda deducir restando.",
    ],
  },
  {
    id: "compare",
    title: "Comparar con justicia",
    paragraphs: [
      "Las filas de comparación muestran la escuela, el distrito y el estado en la misma evaluación y el mismo año. Siempre incluyen todos los resultados, sin importar los filtros de arriba.",
      "Compare el mismo grado y la misma evaluación a lo largo de los años, no grados distintos. Las líneas de cohorte de los informes longitudinales siguen a los mismos estudiantes.",
      "Los resultados sumativos e interinos se obtienen en condiciones distintas; no los mezcle.",
    ],
  },
  {
    id: "items",
    title: "Preguntas de las pruebas interinas",
    paragraphs: [
      "La vista de preguntas muestra cuántos estudiantes obtuvieron el puntaje completo en cada una, con las cinco más difíciles y más fáciles arriba. Abra una fila para ver la pregunta, su rúbrica y lo que respondió cada estudiante.",
      "La vista de opciones muestra cuántos estudiantes eligieron cada opción. La respuesta correcta lleva una marca. Abra una opción incorrecta para ver quién la eligió y forme un grupo con ellos.",
      "Las preguntas de las pruebas sumativas no se muestran nunca.",
    ],
  },
  {
    id: "groups",
    title: "Grupos",
    paragraphs: [
      "Los coordinadores asignan grupos a los docentes. Además puede crear grupos propios: elija filas en cualquier tabla de estudiantes y pulse «Crear un grupo». Solo usted ve sus grupos, y solo durante el año escolar actual.",
      "Un grupo nunca añade derechos: solo elige entre los resultados que su función ya puede ver.",
    ],
  },
  {
    id: "take-away",
    title: "Imprimir, descargar, exportar",
    paragraphs: [
      "«Imprimir» imprime el informe tal como lo ve, con sus filtros, la fecha y el número de resultados. Los informes para las familias se preparan desde la página de un estudiante o desde un grupo.",
      "«Descargar CSV» guarda las filas que ve, en el mismo orden, con los números de estudiante. Las exportaciones contienen todos los resultados publicados de una escuela o un distrito.",
      "Los resultados en revisión pueden verlos quienes revisan, pero no llevárselos.",
    ],
  },
  {
    id: "privacy",
    title: "La privacidad de sus estudiantes",
    paragraphs: [
      "Cada consulta de los resultados de un estudiante queda registrada con su nombre; los coordinadores del distrito pueden leer ese registro. Mire solo lo que su trabajo necesita.",
      "Guarde las páginas impresas y los archivos como guarda los expedientes. Salga cuando deje una computadora compartida; la página se cubre cuando termina su sesión.",
    ],
  },
  {
    id: "keyboard",
    title: "Teclado y pantalla",
    paragraphs: [
      "Todo funciona con el teclado: Tab y Mayús+Tab se mueven, Intro sigue un enlace o pulsa un botón, las flechas eligen en una lista, Escape cierra un diálogo. El primer Tab de una página ofrece saltar al contenido.",
      "La página sigue el modo oscuro, el alto contraste y el tamaño de texto de su sistema, y se lee bien con un aumento del 400 por ciento. El color nunca va solo: cada nivel lleva su número y su nombre.",
    ],
  },
];

const entries: (typeof en)["entries"] = [
  { id: "assessment", term: "Evaluación", meaning: "Una prueba tal como se publica, por ejemplo la prueba sumativa de matemáticas de quinto grado." },
  { id: "level", term: "Nivel de rendimiento", meaning: "La banda en la que cae un puntaje. Sus nombres vienen de la definición de la materia para ese año." },
  { id: "aggregate", term: "Informe agregado", meaning: "Cifras de muchos estudiantes, sin nombres." },
  { id: "assigned-group", term: "Grupo asignado", meaning: "Un grupo que un coordinador o el sistema de la escuela dio a un docente." },
  { id: "average", term: "Puntaje promedio", meaning: "La media de los puntajes, con el error estándar de esa media después de ±." },
  { id: "claim", term: "Área o dominio", meaning: "Una parte de la materia, como la lectura. Se mide con pocas preguntas; úsela junto con el trabajo de clase." },
  { id: "cohort", term: "Cohorte", meaning: "En un informe longitudinal, los estudiantes con un resultado en cada año mostrado." },
  { id: "completeness", term: "Compleción", meaning: "Si el estudiante terminó la prueba. Los resultados parciales llevan una marca." },
  { id: "composite", term: "Puntaje compuesto", meaning: "Un puntaje hecho de varios dominios, como el oral y el escrito del ELPAC." },
  { id: "cut", term: "Corte", meaning: "El puntaje más bajo de un nivel. El corte del estándar es la línea vertical." },
  { id: "distractor", term: "Distractor", meaning: "Una opción incorrecta. La más elegida apunta a una idea equivocada." },
  { id: "dok", term: "Profundidad del conocimiento", meaning: "Qué tan complejo es el pensamiento que pide una pregunta, de recordar a razonar a fondo." },
  { id: "error-band", term: "Banda de error", meaning: "El puntaje más y menos su error estándar: donde probablemente caería otro día." },
  { id: "full-credit", term: "Puntaje completo", meaning: "La parte de los estudiantes que ganó todos los puntos de una pregunta." },
  { id: "iab", term: "IAB, FIAB", meaning: "Bloques de evaluación interina: pruebas cortas sobre un tema; los bloques enfocados son aún más específicos." },
  { id: "ica", term: "ICA", meaning: "Evaluación interina completa: una prueba como la sumativa, durante el año." },
  { id: "key", term: "Clave", meaning: "La respuesta correcta de una pregunta." },
  { id: "lea", term: "LEA", meaning: "Agencia educativa local: un distrito escolar, una oficina del condado o una escuela autónoma." },
  { id: "manner", term: "Forma de administración", meaning: "Estandarizada: en condiciones de prueba. No estandarizada: en clase, con ayuda o discusión." },
  { id: "percentile", term: "Percentil", meaning: "La parte de los estudiantes del grupo de referencia con un puntaje menor." },
  { id: "reporting-category", term: "Categoría", meaning: "Lo que un bloque interino informa en lugar de un nivel: por debajo, cerca o por encima del estándar." },
  { id: "scale-score", term: "Puntaje en la escala", meaning: "El puntaje en la escala de la materia. Las escalas de materias distintas no se pueden comparar." },
  { id: "school-year", term: "Año escolar", meaning: "2025–26 es el año que terminó en la primavera de 2026." },
  { id: "ssid", term: "SSID", meaning: "El número estatal del estudiante, de diez dígitos." },
  { id: "standard-error", term: "Error estándar", meaning: "Cuánto puede desviarse un puntaje o un promedio: unas dos de cada tres veces queda dentro de esta distancia." },
  { id: "summative", term: "Sumativa", meaning: "La prueba al final del año." },
  { id: "suppressed", term: "Oculto", meaning: "No se muestra porque detrás hay menos de 11 estudiantes, o porque revelaría una cifra así." },
  { id: "target", term: "Objetivo", meaning: "Un objetivo de contenido: una destreza dentro de un área." },
  { id: "transfer", term: "Traslado", meaning: "Un estudiante que hizo la prueba en otra escuela." },
  { id: "writing-trait", term: "Rasgo de escritura", meaning: "Lo que se califica en un ensayo: organización y propósito, evidencia y desarrollo, convenciones." },
];

/** Ayuda y glosario en español. */
export const es: typeof en = {
  title: "Ayuda",
  lead: "Qué dicen los informes y cómo trabajar con ellos.",
  contents: "En esta página",
  toGlossary: "Glosario",
  glossaryLead: "Las palabras de los informes, en lenguaje sencillo.",
  search: "Buscar una palabra",
  count: (n) => (n === 1 ? "1 palabra" : `${n} palabras`),
  none: "Ninguna palabra coincide",
  all: "Mostrar todas",
  ask: "¿Todavía con dudas?",
  askWho:
    "Pregunte al coordinador de su escuela o distrito. Nunca envíe nombres ni números de estudiantes por correo; basta la dirección del informe.",
  topics,
  entries,
};

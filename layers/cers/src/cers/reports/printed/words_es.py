"""The words of printed reports in Spanish."""

from datetime import date
from typing import Final

from cers.reports.printed.words import Meaning, Words

_MONTHS: Final = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip


def _grade_of(grades: tuple[str, ...]) -> str:
    if not grades[0].isdigit():
        return {"KG": "kínder", "TK": "kínder de transición"}.get(grades[0], grades[0])
    numbers = [f"{int(each)}.º" for each in grades]
    if len(numbers) == 1:
        return f"{numbers[0]} grado"
    return f"grados {numbers[0]} a {numbers[-1]}"


def _day(day: date) -> str:
    return f"{day.day} de {_MONTHS[day.month - 1]} de {day.year}"


SPANISH: Final = Words(
    language="es",
    spoken="spa",
    batch_title="Informes de puntajes de estudiantes {year}",
    report_title="Informe de puntajes {year}",
    author="California Educator Reporting System",
    page="Página {page} de {pages}",
    made_up="Datos inventados para practicar: este estudiante no existe.",
    footer="Confidencial: para la familia y la escuela de este estudiante.",
    somebody="su hijo o hija",
    student_id="Número de estudiante",
    grade="Grado",
    school="Escuela",
    district="Distrito",
    intro="Este informe muestra los resultados de {name} en las pruebas estatales del año escolar "
    "{year}. Las pruebas son una de las formas de ver cómo va un estudiante. El trabajo en clase, "
    "las calificaciones y lo que los maestros ven cada día importan igual.",
    grade_of=_grade_of,
    day=_day,
    heading="{subject}, {grade}",
    other_heading="{subject}, {grade} ({test})",
    taken="{test} · terminada el {day} · {school}",
    result="Resultado general",
    no_level="No se informó ningún resultado",
    level_of="Nivel {number} de {levels}",
    score="Puntaje",
    no_score="No se informó ningún puntaje de esta prueba. La escuela puede decirle por qué.",
    error="Ninguna prueba es exacta. Si {name} volviera a hacer una prueba como esta, el puntaje "
    "estaría probablemente entre {low} y {high}.",
    partial="Esta prueba no se terminó. El resultado se basa en la parte que sí se hizo.",
    nonstandard="Esta prueba no se hizo de la manera habitual. Pregunte a la escuela cómo leer el "
    "resultado.",
    invalid="Esta prueba se declaró no válida. No se guíe por el resultado; pregunte a la escuela.",
    scale_alt="Escala de puntajes de {low} a {high}. {bands}.{cut} {score}",
    band_alt="Nivel {number}, {level}, de {low} a {high}",
    score_alt="El puntaje es {score}.",
    cut_alt=" El estándar se alcanza a partir de {score}.",
    meanings="Qué significan los niveles",
    meaning_columns=("Nivel", "Qué significa"),
    here="Este es el nivel de {name}.",
    meaning=Meaning(
        far_below="Necesita bastante más apoyo para aprender lo que se espera en este grado.",
        just_below="Está cerca de lo que se espera en este grado y necesita un poco más de apoyo.",
        at="Sabe y puede hacer lo que se espera en este grado.",
        above="Va mucho más allá de lo que se espera en este grado.",
        lowest="Empieza a aprender lo que pide esta prueba.",
        between="Puede hacer una parte de lo que pide esta prueba.",
        highest="Puede hacer lo que pide esta prueba.",
    ),
    parts="Partes de la prueba",
    parts_note="Estos resultados se basan en menos preguntas; por eso son menos exactos que el "
    "resultado general.",
    part="Parte",
    part_result="Resultado",
    about="De qué trata",
    further="Resultados por área",
    writing="Escritura: {purpose}",
    trait="Qué se evaluó",
    points="Puntos",
    points_of="{points} de {most}",
    not_scored="Sin puntaje",
    trend="A lo largo de los años",
    trend_columns=("Año escolar", "Prueba", "Puntaje", "Nivel"),
    trend_alt="Puntajes a lo largo de los años en la misma escala. {points}",
    point_alt="{year}: {score}, nivel {number}, {level}.",
    accommodations="Apoyos durante la prueba (adaptaciones):",
    no_accommodations="No se registró ninguno.",
    blocks="Pruebas cortas de {subject}",
    blocks_note="Cada una de estas pruebas trata de un solo tema y se hace durante el año escolar. "
    "El resultado muestra cómo le fue a {name} en ese tema.",
    block_columns=("Prueba", "Terminada el", "Resultado", "Resultado anterior"),
    first_time="Primera vez",
    reading="Cómo leer este informe",
    read_level="El resultado general dice con palabras qué significa el puntaje. En el dibujo de "
    "la escala, cada color es un nivel, del más bajo a la izquierda al más alto a la derecha. El "
    "triángulo marca el puntaje.",
    read_cut="La línea negra gruesa marca el puntaje a partir del cual se alcanza el estándar del "
    "grado.",
    read_error="La barra gris sobre la escala y los números entre paréntesis muestran qué tan "
    "exacto es el puntaje. Dos puntajes cuyas barras coinciden en parte quizá no sean de verdad "
    "distintos.",
    read_parts="Las partes de una prueba muestran qué va bien y dónde ayudar. Cada una se basa en "
    "pocas preguntas: tómela como una pista.",
    read_compare="Compare solo puntajes de la misma materia. Un puntaje de una materia no dice "
    "nada sobre el de otra.",
    read_blocks="Las pruebas cortas ayudan a los maestros a planear sus clases. No cuentan para "
    "los resultados de las pruebas de fin de año.",
    contact="¿Preguntas? Hable con el maestro o la maestra de {name}, o pregunte en {school}.",
    names={
        # subjects
        "English Language Arts/Literacy": "Lengua y literatura en inglés",
        "Mathematics": "Matemáticas",
        "California Science Test": "Ciencias",
        "English Language Proficiency Assessments for California": "Dominio del inglés (ELPAC)",
        "Alternate English Language Proficiency Assessments for California": (
            "Dominio del inglés, prueba alternativa (ELPAC)"
        ),
        "California Spanish Assessment": "Español",
        # types
        "Summative Assessment": "Prueba de fin de año",
        "Summative ELPAC": "Prueba de fin de año",
        "Interim Comprehensive Assessment": "prueba durante el año",
        "Interim Assessment Block": "Prueba corta",
        # parts
        "Reading": "Lectura",
        "Writing": "Escritura",
        "Listening": "Comprensión auditiva",
        "Speaking": "Expresión oral",
        "Research/Inquiry": "Investigación",
        "Concepts and Procedures": "Conceptos y procedimientos",
        "Problem Solving and Modeling/Data Analysis": (
            "Resolución de problemas y análisis de datos"
        ),
        "Communicating Reasoning": "Explicación del razonamiento",
        "Life Sciences": "Ciencias de la vida",
        "Physical Sciences": "Ciencias físicas",
        "Earth and Space Sciences": "Ciencias de la Tierra y del espacio",
        "Oral Language": "Lenguaje oral",
        "Written Language": "Lenguaje escrito",
        "Oral Literacy": "Lenguaje oral",
        "Written Literacy": "Lenguaje escrito",
        # writing
        "Argumentative": "argumentar",
        "Explanatory": "explicar",
        "Informational": "informar",
        "Narrative": "narrar",
        "Opinion": "opinar",
        "Organization/Purpose": "Organización y propósito",
        "Evidence/Elaboration": "Evidencia y desarrollo",
        "Conventions": "Ortografía y gramática",
    },
    glosses={
        "Standard Not Met": "estándar no alcanzado",
        "Standard Nearly Met": "estándar casi alcanzado",
        "Standard Met": "estándar alcanzado",
        "Standard Exceeded": "estándar superado",
        "Minimal": "mínimo",
        "Developing": "en desarrollo",
        "Proficient": "competente",
        "Advanced": "avanzado",
        "Below Standard": "por debajo del estándar",
        "Near Standard": "cerca del estándar",
        "Above Standard": "por encima del estándar",
        "Beginning to Develop": "comienza a desarrollarse",
        "Beginning": "inicial",
        "Somewhat Developed": "algo desarrollado",
        "Moderately Developed": "moderadamente desarrollado",
        "Somewhat/Moderately Developed": "algo o moderadamente desarrollado",
        "Somewhat to Moderately Developed": "algo o moderadamente desarrollado",
        "Well Developed": "bien desarrollado",
        "Progressing": "en progreso",
        "Limited Understanding": "comprensión limitada",
        "Foundational Understanding": "comprensión básica",
        "Understanding": "comprensión",
        "Novice English Learner": "estudiante principiante de inglés",
        "Intermediate English Learner": "estudiante intermedio de inglés",
        "Fluent English Proficient": "domina el inglés con fluidez",
    },
)

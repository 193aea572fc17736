"""What the codes of results are called, in English and in Spanish.

The English names are those of the data contract; the Spanish ones are ours. Languages go by what
CALPADS means by their code, which is not always what ISO 639-2 does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cers.model.language_names import LANGUAGE_NAMES
from cers.model.tenant import FLAGS, UNDEFINED, StudentField


@dataclass(frozen=True, slots=True)
class CodeName:
    """What a code is called; `translations` are by language, such as `es`."""

    name: str
    translations: Mapping[str, str]


Names = Mapping[str, CodeName]
"""Code -> what it is called."""

SPANISH: Final = "es"

_F: Final = StudentField


def name_of(code: str, names: Names) -> CodeName:
    """What a code is called; one that nobody named goes by itself."""
    return names.get(code) or CodeName(code, {})


def _names(pairs: Mapping[str, tuple[str, str]]) -> Names:
    return {code: CodeName(name, {SPANISH: spanish}) for code, (name, spanish) in pairs.items()}


ASSESSMENT_TYPE_NAMES: Final = _names(
    {
        "sum": ("Summative", "Sumativa"),
        "ica": ("Interim Comprehensive Assessment", "Evaluación interina integral"),
        "iab": ("Interim Assessment Block", "Bloque de evaluación interina"),
    }
)

GRADE_NAMES: Final = _names(
    {
        "UG": ("Ungraded", "Sin grado"),
        "IT": ("Infant/toddler", "Infantes y niños pequeños"),
        "PR": ("Preschool", "Preescolar"),
        "PK": ("Prekindergarten", "Prekínder"),
        "TK": ("Transitional kindergarten", "Kínder de transición"),
        "KG": ("Kindergarten", "Kínder"),
        **{f"{n:02}": (f"Grade {n}", f"Grado {n}") for n in range(1, 14)},
        "PS": ("Postsecondary", "Educación postsecundaria"),
    }
)

COMPLETENESS_NAMES: Final = _names(
    {"Partial": ("Partial", "Parcial"), "Complete": ("Complete", "Completa")}
)

CONDITION_NAMES: Final = _names(
    {
        "Valid": ("Valid", "Válida"),
        "SD": ("Standardized", "Estandarizada"),
        "NS": ("Nonstandardized", "No estandarizada"),
        "IN": ("Invalidated", "Invalidada"),
    }
)

FIELD_NAMES: Final = _names(
    {
        _F.GENDER: ("Gender", "Género"),
        _F.ETHNICITIES: ("Race/ethnicity", "Raza u origen étnico"),
        _F.ELAS: (
            "English Language Acquisition Status",
            "Nivel de adquisición del idioma inglés",
        ),
        _F.ENGLISH_LEARNER: ("English learner", "Aprendiz de inglés"),
        _F.LANGUAGE: ("Primary language", "Idioma principal"),
        _F.MIGRANT: ("Migrant", "Migrante"),
        _F.MILITARY_CONNECTED: ("Military-connected", "Vinculación militar"),
        _F.IEP: ("Individualized Education Program", "Programa de educación individualizado"),
        _F.SECTION_504: ("Section 504 plan", "Plan de la Sección 504"),
        _F.ECONOMIC_DISADVANTAGE: ("Economic disadvantage", "Desventaja económica"),
        # No student field, but a dimension of aggregate reports.
        "enrolled_grade": ("Enrolled grade", "Grado de inscripción"),
    }
)

_YES_NO: Final = {"yes": ("Yes", "Sí"), "no": ("No", "No")}
_UNDEFINED: Final = {UNDEFINED: ("Not stated", "Sin información")}
_VALUES: Final[Mapping[StudentField, Mapping[str, tuple[str, str]]]] = {
    _F.GENDER: {
        "Male": ("Male", "Masculino"),
        "Female": ("Female", "Femenino"),
        "Nonbinary": ("Nonbinary", "No binario"),
    },
    _F.ETHNICITIES: {
        "HispanicOrLatinoEthnicity": ("Hispanic or Latino", "Hispano o latino"),
        "AmericanIndianOrAlaskaNative": (
            "American Indian or Alaska Native",
            "Indígena estadounidense o nativo de Alaska",
        ),
        "Asian": ("Asian", "Asiático"),
        "BlackOrAfricanAmerican": ("Black or African American", "Negro o afroamericano"),
        "White": ("White", "Blanco"),
        "NativeHawaiianOrOtherPacificIslander": (
            "Native Hawaiian or other Pacific Islander",
            "Nativo de Hawái o de otra isla del Pacífico",
        ),
        "DemographicRaceTwoOrMoreRaces": ("Two or more races", "Dos o más razas"),
        "Filipino": ("Filipino", "Filipino"),
    },
    _F.ELAS: {
        "EO": ("English only (EO)", "Solo inglés (EO)"),
        "EL": ("English learner (EL)", "Aprendiz de inglés (EL)"),
        "IFEP": (
            "Initially fluent English proficient (IFEP)",
            "Competente en inglés desde el inicio (IFEP)",
        ),
        "RFEP": (
            "Reclassified fluent English proficient (RFEP)",
            "Reclasificado como competente en inglés (RFEP)",
        ),
        "TBD": ("To be determined (TBD)", "Por determinar (TBD)"),
    },
    _F.LANGUAGE: LANGUAGE_NAMES,
    _F.MILITARY_CONNECTED: {
        "NotMilitaryConnected": ("Not military-connected", "Sin vinculación militar"),
        "ActiveDuty": ("Active duty", "Servicio activo"),
        "NationalGuardOrReserve": ("National Guard or Reserve", "Guardia Nacional o Reserva"),
        "No": ("No", "No"),
        "Yes": ("Yes", "Sí"),
    },
    **dict.fromkeys(FLAGS, _YES_NO),
}

VALUE_NAMES: Final[Mapping[StudentField, Names]] = {
    field: _names({**values, **_UNDEFINED}) for field, values in _VALUES.items()
}
"""Student field -> what its values are called."""

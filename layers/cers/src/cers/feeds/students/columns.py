"""The columns of the registration extract, and how those we keep are read.

Kept is what the students table holds. Left aside is how the student is registered for tests, what
is known of the parents, and the ethnicity, whose codes the layout does not explain.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from cers.feeds.numbers import parse_grade, parse_truth
from cers.feeds.students import rules
from cers.model.codes import ELAS, GENDERS, GRADES, LANGUAGES, MILITARY_CONNECTED
from cers.model.rule import Rule

SSID: Final = "SSID"
SCHOOL: Final = "ResponsibleSchoolIdentifier"
DAY: Final = "InfoUpdate"
DELETE: Final = "DeleteStudent"
REQUIRED: Final = (SSID, SCHOOL)

_NAME_LENGTH: Final = 60
_DATES_KEPT: Final = 65_536
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Value = str | bool | date | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A column that is kept: `parse` gives the value of a text that is not empty, or None.

    Where it gives None, `rule` is broken, and `remedy` says what to write instead.
    """

    name: str
    target: str
    parse: Callable[[str], Value]
    rule: Rule
    remedy: str


@lru_cache(_DATES_KEPT)
def parse_date(text: str) -> date | None:
    """A date written YYYY-MM-DD, or None."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _text(name: str, target: str, longest: int) -> Kept:
    def parse(text: str) -> str | None:
        return text if len(text) <= longest else None

    return Kept(
        name,
        target,
        parse,
        rules.TOO_LONG,
        f"The text is left out: use at most {longest} characters.",
    )


def _date(name: str, target: str) -> Kept:
    remedy = "The day is left out: write one up to today, as YYYY-MM-DD."
    return Kept(name, target, parse_date, rules.INVALID_DATE, remedy)


def _code(name: str, target: str, codes: dict[str, str], remedy: str) -> Kept:
    def parse(text: str) -> str | None:
        return codes.get(text.upper())

    return Kept(name, target, parse, rules.UNKNOWN_CODE, remedy)


def _truth(name: str, target: str) -> Kept:
    return Kept(
        name, target, parse_truth, rules.UNKNOWN_CODE, "The answer is left out: write Y or N."
    )


def _parse_grade(text: str) -> str | None:
    grade = parse_grade(text)
    return grade if grade in GRADES else None


_GENDERS: Final = {gender.upper(): gender for gender in GENDERS} | {
    gender[0]: gender for gender in GENDERS[:2]
}
_LANGUAGES: Final = {code.upper(): code for code in LANGUAGES} | {
    number.upper(): code for code, number in LANGUAGES.items()
}
_MILITARY: Final = {code.upper(): code for code in MILITARY_CONNECTED} | {"Y": "Yes", "N": "No"}

KEPT: Final = (
    _text("FirstName", "first_name", _NAME_LENGTH),
    _text("MiddleName", "middle_name", _NAME_LENGTH),
    _text("LastOrSurname", "last_name", _NAME_LENGTH),
    _date("Birthdate", "birthdate"),
    Kept(
        "GradeLevelWhenAssessed",
        "grade",
        _parse_grade,
        rules.UNKNOWN_CODE,
        f"The grade is left out: use one of {', '.join(GRADES)}.",
    ),
    _code("Sex", "gender", _GENDERS, f"The code is left out: use one of {', '.join(GENDERS)}."),
    _truth("IDEAIndicator", "iep"),
    _truth("LEPStatus", "english_learner"),
    _truth("Section504Status", "section_504"),
    _truth("EconomicDisadvantageStatus", "economic_disadvantage"),
    _truth("MigrantStatus", "migrant"),
    _code(
        "EnglishLanguageAcquisitionStatus",
        "elas",
        {code: code for code in ELAS},
        f"The code is left out: use one of {', '.join(ELAS)}.",
    ),
    _code(
        "LanguageCode",
        "language",
        _LANGUAGES,
        "The code is left out: use one of CALPADS, such as 00, or of ISO 639-2.",
    ),
    _text("EnglishLanguageProficiencyLevel", "english_proficiency_level", 20),
    _text("PrimaryDisabilityType", "primary_disability", 3),
    _code(
        "MilitaryStatus",
        "military_connected",
        _MILITARY,
        f"The code is left out: use Y, N or one of {', '.join(MILITARY_CONNECTED)}.",
    ),
    _date("FirstEntryDateIntoUSSchool", "first_us_entry_date"),
    _date("LimitedEnglishProficiencyEntryDate", "lep_entry_date"),
    _date("LEPExitDate", "lep_exit_date"),
)
"""Every column that says something of the student himself or herself."""

READ: Final = frozenset({SSID, SCHOOL, DAY, DELETE, *(each.name for each in KEPT)})
"""The columns that are looked at."""

COLUMNS: Final = (
    DAY,
    "StateAbbreviation", "ResponsibleDistrictIdentifier", "DistrictOfResidence",
    "ResponsibleSchoolIdentifier", "LastOrSurname", "FirstName", "MiddleName", "Birthdate", "SSID",
    "GradeLevelWhenAssessed", "Sex", "IDEAIndicator", "LEPStatus", "Section504Status",
    "EconomicDisadvantageStatus", "LanguageCode", "EnglishLanguageProficiencyLevel",
    "EnglishLanguageAcquisitionStatus", "ParentHighestEducationLevel", "MigrantStatus",
    "FirstEntryDateIntoUSSchool", "LimitedEnglishProficiencyEntryDate", "LEPExitDate",
    "PrimaryDisabilityType", "TestAdmin", "AdminYear", "ContentRegistrationIDELA",
    "ContentRegistrationIDMath", "ContentRegistrationIDScience", "ContentRegistrationIDSpanish",
    "Ethnicity", "TestBlockELA", "TestBlockMath", "TestBlockScience", "TestBlockSpanish",
    "ELPACListeningExemption", "ELPACReadingExemption", "ELPACWritingExemption",
    "ELPACSpeakingExemption", "TestBlockELAReasonCode", "TestBlockMathReasonCode",
    "TestBlockScienceReasonCode", "TestBlockSpanishReasonCode", "AltStudent", "SpanishStudent",
    "ELPACStudent", "ELPACForm", "SummativeTestModeELA", "SummativeTestModeMath",
    "SummativeTestModeScience", "SummativeTestModeELPAC", "MilitaryStatus", "DeleteStudent",
    "PlaceholderColumn1", "PlaceholderColumn2", "PlaceholderColumn3", "PlaceholderColumn4",
)  # fmt: skip
"""The 57 columns of the layout in their order, after the day that some extracts add."""

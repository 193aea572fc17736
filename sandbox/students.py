"""The student's part of an exam file: who is examined, as registered at test time."""

from datetime import date, timedelta
from typing import Final
from xml.sax.saxutils import escape

from sandbox import names
from sandbox.organizations import STATE, State
from sandbox.population import ETHNICITIES, GENDERS, MILITARY, Population
from sandbox.scales import GRADES, YEARS

WHEN: Final = "@@"
"""Stands for the time of an exam in a student's attributes."""

_QUOTE: Final = {'"': "&quot;"}
_FIRST: Final = (names.MALE + names.NEUTRAL, names.FEMALE + names.NEUTRAL, names.NEUTRAL)
_PROGRAMS: Final = ("StructuredEnglishImmersion", "DualLanguage", "ShelteredEnglishInstruction")
_PROFICIENCY: Final = ("Minimal", "Progressing", "Moderate", "Good")


def full_name(population: Population, student: int) -> tuple[str, str, str]:
    """First, middle (or nothing) and last name."""
    pool = _FIRST[int(population.gender[student])]
    first, middle = int(population.first[student]), int(population.middle[student])
    last = names.LAST[int(population.last[student])]
    if first % 11 == 0:
        last = f"{last} {names.LAST[first % len(names.LAST)]}"
    return pool[first % len(pool)], names.MIDDLE[middle % 20] if middle >= 0 else "", last


def examinee(state: State, population: Population, student: int, year: int, school: int) -> str:
    """The Examinee element, with `WHEN` in place of the exam's time."""
    at = YEARS.index(year)
    attributes = _identity(population, student, at) | _programs(population, student, at)
    attributes |= _language(population, student, at)
    lines = [f'<Examinee key="{int(population.ssid[student]) % 10**8 + 10**8}">']
    lines += [_element("Attribute", name, value) for name, value in attributes.items() if value]
    place = state.schools[school]
    lea = state.leas[place.lea]
    relations = {
        "StateAbbreviation": STATE,
        "DistrictId": lea.id,
        "DistrictName": lea.name,
        "SchoolId": place.id,
        "SchoolName": place.name,
    }
    lines += [_element("Relationship", name, value) for name, value in relations.items()]
    return "".join((*lines, "</Examinee>"))


def registered(population: Population, student: int, at: int) -> dict[str, str]:
    """What a registration extract says of the student, by its columns; `at` counts the years."""
    known = _identity(population, student, at) | _programs(population, student, at)
    known |= _language(population, student, at)
    plan = known["Section504Status"]
    return known | {
        "SSID": known["StudentIdentifier"],
        "Section504Status": plan if plan in {"Yes", "No"} else "",
        "MilitaryStatus": known["MilitaryConnectedStudentIndicator"],
    }


def _element(kind: str, name: str, value: str) -> str:
    text = escape(value, _QUOTE)
    return f'<Examinee{kind} context="FINAL" name="{name}" value="{text}" contextDate="{WHEN}"/>'


def _yes(value: object) -> str:
    return "Yes" if value else "No"


def _identity(population: Population, student: int, at: int) -> dict[str, str]:
    first, middle, last = full_name(population, student)
    ssid = str(population.ssid[student])
    cohort = int(population.cohort[student])
    born = date(2018 - cohort, 9, 1) - timedelta(days=int(population.birth_day[student]))
    races = {int(population.ethnicity[student]), int(population.second_race[student])}
    return {
        "StudentIdentifier": ssid,
        "AlternateSSID": f"L{int(ssid) % 999_983:06d}",
        "FirstName": first,
        "MiddleName": middle,
        "LastOrSurname": last,
        "AliasName": first[:3] if int(ssid) % 53 == 0 else "",
        "Birthdate": born.isoformat(),
        "Sex": GENDERS[int(population.gender[student])],
        "GradeLevelWhenAssessed": GRADES[int(population.grade[at][student])],
        **{name: _yes(number in races) for number, name in enumerate(ETHNICITIES)},
    }


def _programs(population: Population, student: int, at: int) -> dict[str, str]:
    plan = int(population.section_504[student])
    iep = bool(population.iep[student])
    disability = names.DISABILITIES[int(population.disability[student])]
    return {
        "IDEAIndicator": _yes(iep),
        "PrimaryDisabilityType": disability if iep else "",
        "Section504Status": "Unknown/Cannot Provide" if plan < 0 else _yes(plan),
        "EconomicDisadvantageStatus": _yes(population.disadvantaged[student]),
        "MigrantStatus": _yes(population.migrant[student]),
        "MilitaryConnectedStudentIndicator": MILITARY[int(population.military[student])],
        "LEPStatus": _yes(population.learner[at][student]),
    }


def _language(population: Population, student: int, at: int) -> dict[str, str]:
    """The acquisition status and its dates; for an English learner also the programme."""
    language = str(population.language[student])
    start = date(2023 - int(population.cohort[student] - population.entry[student]), 8, 21)
    if language == "eng":
        return {"EnglishLanguageAcquisitionStatus": "EO", "LanguageCode": language}
    status = {"LanguageCode": language, "FirstEntryDateIntoUSSchool": start.isoformat()}
    began = start + timedelta(days=18)
    if population.initially_fluent[student]:
        status |= _status("IFEP", began)
    elif population.learner[at][student]:
        proficiency = min(max(int(population.english[at][student] * 1.1 + 2), 0), 3)
        status |= _status("EL", began)
        status["EnglishLanguageProficiencyLevel"] = _PROFICIENCY[proficiency]
        status["TitleIIILanguageInstructionProgramType"] = _PROGRAMS[student % 3]
    else:
        years = int(population.reclassified[student]) - int(population.cohort[student])
        left = date(2023 + years, 9, 15)
        status |= _status("RFEP", left)
        status["LEPExitDate"] = left.isoformat()
    if status["EnglishLanguageAcquisitionStatus"] != "IFEP":
        status["LimitedEnglishProficiencyEntryDate"] = began.isoformat()
    return status


def _status(code: str, since: date) -> dict[str, str]:
    return {
        "EnglishLanguageAcquisitionStatus": code,
        "EnglishLanguageAcquisitionStatusStartDate": since.isoformat(),
    }

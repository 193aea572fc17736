"""The examinee: who took the exam, as at test time, and in which school."""

from typing import Final
from xml.etree.ElementTree import Element

from cers.feeds.exams import values
from cers.feeds.exams.fields import (
    Field,
    Row,
    code_field,
    date_field,
    distinct,
    read_fields,
    text_field,
    truth_field,
)
from cers.feeds.exams.rules import (
    DEMO_STUDENT,
    INVALID_BOOLEAN,
    INVALID_INTEGER,
    TOO_LONG,
    UNKNOWN_ELAS,
    UNKNOWN_GENDER,
    UNKNOWN_GRADE,
    UNKNOWN_LANGUAGE,
    UNKNOWN_MILITARY_CONNECTED,
    Findings,
)
from cers.model.codes import ELAS, ETHNICITIES, GENDERS, GRADES, LANGUAGES, MILITARY_CONNECTED

LONGEST_GROUP_NAME: Final = 255
LONGEST_ID: Final = 40

_parse_grade: Final = values.one_of(GRADES)


def _grade(text: str | None) -> str | None:
    return _parse_grade(values.padded(text or ""))


STUDENT_FIELDS: Final = (
    text_field("StudentIdentifier", "student_id", 65, required=True, alias="SSID"),
    text_field("FirstName", "first_name", 60, required=True),
    text_field("LastOrSurname", "last_name", 60, required=True),
    date_field("Birthdate", "birthdate", required=True),
    code_field("Sex", "gender", GENDERS, UNKNOWN_GENDER, required=True),
    Field(
        "GradeLevelWhenAssessed",
        "grade",
        _grade,
        UNKNOWN_GRADE,
        f"is no known grade: use one of {', '.join(GRADES)}.",
        required=True,
        alias="Grade",
    ),
    truth_field("IDEAIndicator", "iep", required=True),
    truth_field("EconomicDisadvantageStatus", "economic_disadvantage", required=True),
    text_field("AlternateSSID", "alternate_ssid", 65),
    text_field("MiddleName", "middle_name", 60),
    text_field("AliasName", "alias_name", 60),
    truth_field("LEPStatus", "english_learner"),
    truth_field("MigrantStatus", "migrant"),
    Field(
        "Section504Status",
        "section_504",
        values.truth_or_unknown,
        INVALID_BOOLEAN,
        "is neither yes nor no: write Yes, No or Unknown/Cannot Provide.",
    ),
    code_field("EnglishLanguageAcquisitionStatus", "elas", ELAS, UNKNOWN_ELAS),
    date_field("EnglishLanguageAcquisitionStatusStartDate", "elas_start_date"),
    Field(
        "LanguageCode",
        "language",
        values.translated({**{c: c for c in LANGUAGES}, **{v: k for k, v in LANGUAGES.items()}}),
        UNKNOWN_LANGUAGE,
        "is no known language: use a code of ISO 639-2, such as eng, or of CALPADS, such as 00.",
    ),
    text_field("EnglishLanguageProficiencyLevel", "english_proficiency_level", 20),
    text_field("TitleIIILanguageInstructionProgramType", "title_iii_program", 30),
    text_field("PrimaryDisabilityType", "primary_disability", 3),
    code_field(
        "MilitaryConnectedStudentIndicator",
        "military_connected",
        MILITARY_CONNECTED,
        UNKNOWN_MILITARY_CONNECTED,
    ),
    date_field("FirstEntryDateIntoUSSchool", "first_us_entry_date"),
    date_field(
        "LimitedEnglishProficiencyEntryDate",
        "lep_entry_date",
        alias="EnglishLearnerIdentificationDate",
    ),
    date_field("LEPExitDate", "lep_exit_date", alias="ReclassifiedFluentEnglishProficientDate"),
)
ETHNICITY_FIELDS: Final = tuple(truth_field(code, code) for code in ETHNICITIES)
EXAMINEE_FIELDS: Final = (
    Field(
        "key",
        "examinee_key",
        values.long_integer,
        INVALID_INTEGER,
        "is no whole number of 64 bits: correct it.",
        element="Examinee key",
    ),
)


def _not_demo(text: str | None) -> None:
    if values.truth(text):
        raise ValueError("a demonstration student")


DEMO_FIELD: Final = Field("isDemo", "demo", _not_demo, DEMO_STUDENT, "is not accepted.")
"""For reading columns of many exams: the flag itself is not kept."""

SCHOOL_FIELD: Final = text_field(
    "SchoolId",
    "school_id",
    LONGEST_ID,
    required=True,
    alias="ResponsibleInstitutionIdentifier",
)
DELIVERED_DISTRICT: Final = "delivered_district_id"
"""The district a report names: looked at, but not stored, since the organizations' word counts."""

DISTRICT_FIELD: Final = text_field(
    "DistrictId", DELIVERED_DISTRICT, alias="ResponsibleDistrictIdentifier"
)


def read_student(examinee: Element, row: Row, findings: Findings) -> None:
    """Put the student's columns into `row`, all but the school."""
    attributes = [each.attrib for each in examinee.findall("ExamineeAttribute")]
    delivered = final_over_initial(attributes)
    _check_demo(examinee, findings)
    read_fields(EXAMINEE_FIELDS, examinee.attrib, row, findings)
    read_fields(STUDENT_FIELDS, delivered, row, findings)
    races: Row = {}
    read_fields(ETHNICITY_FIELDS, delivered, races, findings)
    row["ethnicities"] = ethnicities(races)
    row["group_names"] = _group_names(attributes, findings)


def read_school_id(examinee: Element, row: Row, findings: Findings) -> None:
    """Put the id of the student's school at test time into `row`."""
    relations = [each.attrib for each in examinee.findall("ExamineeRelationship")]
    read_fields((SCHOOL_FIELD, DISTRICT_FIELD), final_over_initial(relations), row, findings)


def ethnicities(races: Row) -> list[str]:
    """The codes that apply."""
    return [code for code in ETHNICITIES if races[code]]


def final_over_initial(attributes: list[dict[str, str]]) -> dict[str, str | None]:
    """Name -> value: the first FINAL one, and without any the last INITIAL one."""
    chosen = {each.get("name", ""): each.get("value") for each in attributes if not _is_final(each)}
    for each in reversed(attributes):
        if _is_final(each):
            chosen[each.get("name", "")] = each.get("value")
    return chosen


def _is_final(attributes: dict[str, str]) -> bool:
    return attributes.get("context") == "FINAL"


def _check_demo(examinee: Element, findings: Findings) -> None:
    try:
        demo = values.truth(examinee.get("isDemo"))
    except ValueError:
        message = "isDemo is neither true nor false: correct it."
        findings.add(INVALID_BOOLEAN, "isDemo", message)
        return
    if demo:
        message = "Exams of demonstration students are not accepted: deliver real ones only."
        findings.add(DEMO_STUDENT, "isDemo", message)


def _group_names(attributes: list[dict[str, str]], findings: Findings) -> list[str]:
    names = distinct(group_values(attributes))
    if any(len(name) > LONGEST_GROUP_NAME for name in names):
        message = f"StudentGroupName is longer than {LONGEST_GROUP_NAME} characters: shorten it."
        findings.add(TOO_LONG, "StudentGroupName", message)
    return names


def group_values(attributes: list[dict[str, str]]) -> list[str]:
    """Every FINAL group name; without any, every INITIAL one."""
    groups = [each for each in attributes if each.get("name") == "StudentGroupName"]
    chosen = [each for each in groups if _is_final(each)] or groups
    return [each.get("value", "") for each in chosen]

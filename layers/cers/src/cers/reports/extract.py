"""The extract: every result of a school in a school year, one line each, as districts import it.

The columns are those of the file that districts have been importing, in its order (source: the
header of a file of 2025; RDW's older ones have a few more). Times are in UTC.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from cers.model.assessment import Assessment
from cers.model.codes import LANGUAGES
from cers.model.organization import Organizations
from cers.model.query import Query, Reach
from cers.model.scope import Scope
from cers.model.subject import Subject
from cers.model.tenant import StudentField
from cers.reports.definition import Definition
from cers.reports.population import Population
from cers.reports.question import ask
from cers.reports.rows import ExtractRow, ExtractScoreRow

Cell = str | int | float | datetime | date | None
Line = tuple[Cell, ...]
"""A cell for each of the columns."""


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file."""

    name: str
    kind: Kind = Kind.TEXT


_PLACES: Final = 6
"""Alternate scores, and claims, that the file has room for."""


def _score(prefix: str) -> tuple[Column, ...]:
    return (
        Column(f"{prefix}ScoreAchievementLevel", Kind.INTEGER),
        Column(f"{prefix}ScaleScore", Kind.NUMBER),
        Column(f"{prefix}ScaleScoreStandardError", Kind.NUMBER),
    )


_ETHNICITIES: Final = {
    "HispanicOrLatinoEthnicity": "HispanicOrLatinoEthnicity",
    "AmericanIndianOrAlaskaNative": "AmericanIndianOrAlaskaNative",
    "Asian": "Asian",
    "BlackOrAfricanAmerican": "BlackOrAfricanAmerican",
    "White": "White",
    "NativeHawaiianOrOtherPacificIslander": "NativeHawaiianOrOtherPacificIslander",
    "TwoOrMoreRaces": "DemographicRaceTwoOrMoreRaces",
    "Filipino": "Filipino",
}
"""Column -> the code it says Yes to."""

COLUMNS: Final = (
    Column("DistrictId"),
    Column("DistrictName"),
    Column("NcesId"),
    Column("SchoolId"),
    Column("SchoolName"),
    Column("StudentIdentifier"),
    Column("FirstName"),
    Column("LastOrSurname"),
    Column("SubmitDateTime", Kind.MOMENT),
    Column("SchoolYear", Kind.INTEGER),
    Column("TestSessionId"),
    Column("AssessmentType"),
    Column("AssessmentSubType"),
    Column("AssessmentName"),
    Column("Subject"),
    Column("GradeLevelWhenAssessed"),
    Column("Completeness"),
    Column("AdministrationCondition"),
    Column("ScaleScoreAchievementLevel", Kind.INTEGER),
    Column("ScaleScore", Kind.NUMBER),
    Column("ScaleScoreStandardError", Kind.NUMBER),
    *(each for number in range(1, _PLACES + 1) for each in _score(f"Alt{number}")),
    *(
        Column(f"Claim{number}ScoreAchievementLevel", Kind.INTEGER)
        for number in range(1, _PLACES + 1)
    ),
    Column("MigrantStatus"),
    Column("LanguageCode"),
    Column("LanguageAltCode"),
    Column("EnglishLanguageAcquisitionStatus"),
    Column("EnglishLanguageAcquisitionStatusStartDate", Kind.DAY),
    *(Column(name) for name in _ETHNICITIES),
)
"""Fifty-eight of them. NcesId is always empty: nobody delivers it."""

HEADER: Final = tuple(column.name for column in COLUMNS)

_TYPES: Final = {
    "sum": ("Summative", "SUM"),
    "ica": ("Interim Comprehensive", "ICA"),
    "iab": ("Interim", "IAB"),
}
_YES_NO: Final = {True: "Yes", False: "No", None: None}

ExamKey = tuple[str, str]
ScoreKey = tuple[str, str]
Scores = Mapping[ScoreKey, ExtractScoreRow]


def exams(scope: Scope, population: Population, school_year: int) -> Query:
    """Every result of a population in a school year, of the types in scope."""
    return _of("extract_exams", scope, population, school_year)


def scores(scope: Scope, population: Population, school_year: int) -> Query:
    """Their claim and alternate scores."""
    return _of("extract_scores", scope, population, school_year)


def _of(name: str, scope: Scope, population: Population, school_year: int) -> Query:
    years = frozenset({school_year})
    reach = Reach(years, scope.assessment_types, population.district_ids)
    clauses = {"population": population.clause}
    return ask(name, scope, reach, {"school_year": school_year}, clauses)


@dataclass(frozen=True, slots=True)
class Background:
    """What names come from, and which student fields there are; the others stay empty."""

    organizations: Organizations
    assessments: Mapping[str, Assessment]
    subjects: Mapping[str, Subject]
    fields: frozenset[StudentField]


def lines(
    rows: Iterable[ExtractRow], score_rows: Iterable[ExtractScoreRow], background: Background
) -> Iterator[Line]:
    """A line for each result."""
    by_exam: dict[ExamKey, dict[ScoreKey, ExtractScoreRow]] = {}
    for each in score_rows:
        here = by_exam.setdefault((each["assessment_id"], each["opportunity_id"]), {})
        here[each["score_type"], each["score_code"]] = each
    for row in rows:
        found = by_exam.get((row["assessment_id"], row["opportunity_id"]), {})
        yield _line(row, found, background)


def _line(row: ExtractRow, found: Scores, background: Background) -> Line:
    assessment = background.assessments.get(row["assessment_id"])
    return (
        *_place(row, background.organizations),
        row["student_id"],
        row["first_name"],
        row["last_name"],
        _moment(row),
        row["school_year"],
        row["session_id"],
        *_TYPES[row["asmt_type"]],
        (assessment.label or assessment.name) if assessment else row["assessment_id"],
        row["subject"],
        row["grade"],
        row["completeness"],
        row["administration_condition"],
        row["achievement_level"],
        row["scale_score"],
        row["standard_error"],
        *_parts(assessment, found, background),
        *_student(row, background.fields),
    )


def _place(row: ExtractRow, organizations: Organizations) -> tuple[Cell, ...]:
    district = organizations.districts.get(row["district_id"])
    school = organizations.schools.get(row["school_id"])
    return (
        row["district_id"],
        district.name if district else None,
        None,
        row["school_id"],
        school.name if school else None,
    )


def _moment(row: ExtractRow) -> datetime:
    midnight = datetime.combine(row["completed_on"], time(), UTC)
    return midnight + timedelta(milliseconds=row["completed_milliseconds"])


def _parts(assessment: Assessment | None, found: Scores, background: Background) -> Iterator[Cell]:
    """Alternate scores and claims, each in the subject's order."""
    definition = (
        Definition(assessment, background.subjects.get(assessment.subject)) if assessment else None
    )
    alternates = [each["code"] for each in definition.alternates] if definition else []
    claims = [each.code for each in definition.claims] if definition else []
    for code in _six(alternates):
        score = found.get(("alternate", code))
        yield score["achievement_level"] if score else None
        yield score["scale_score"] if score else None
        yield score["standard_error"] if score else None
    for code in _six(claims):
        score = found.get(("claim", code))
        yield score["achievement_level"] if score else None


def _six(codes: list[str]) -> list[str]:
    return [*codes, *[""] * _PLACES][:_PLACES]


def _student(row: ExtractRow, fields: frozenset[StudentField]) -> tuple[Cell, ...]:
    """What is known of the student, as far as the state shows it."""
    migrant = row["migrant"] if StudentField.MIGRANT in fields else None
    language = row["language"] if StudentField.LANGUAGE in fields else None
    elas = StudentField.ELAS in fields
    codes = row["ethnicities"] if StudentField.ETHNICITIES in fields else None
    ethnicities = (codes or "").split("|")
    return (
        _YES_NO[migrant],
        language,
        LANGUAGES.get(language or ""),
        row["elas"] if elas else None,
        row["elas_start_date"] if elas else None,
        *("Yes" if code in ethnicities else None for code in _ETHNICITIES.values()),
    )

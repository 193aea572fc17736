"""What the lines of an export must say of some exams, worked out from the files."""

import csv
import time
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Final
from urllib.request import urlopen

from tests.e2e.educator import Educator
from tests.e2e.figures_exams import Exam, Score
from tests.e2e.figures_reference import Document, Reference
from tests.e2e.figures_reports import ALTERNATE, CLAIM
from tests.e2e.figures_rosters import ETHNICITIES

MOST: Final = 6
"""So many claims and alternate scores have columns."""

KINDS: Final = {"sum": "Summative", "ica": "Interim Comprehensive", "iab": "Interim"}
"""What exports call the types of assessments (source: a CERS file of 2025 that districts load)."""

_RENAMED: Final = {"DemographicRaceTwoOrMoreRaces": "TwoOrMoreRaces"}
_PATIENCE_SECONDS: Final = 60
_POLL_SECONDS: Final = 0.2


def export_of(educator: Educator, order: Document) -> list[dict[str, str]]:
    """The lines of an export, once it is made."""
    answer = educator.send("/exports", order)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while answer["url"] is None:
        assert time.monotonic() < deadline, "the export was never made"
        assert answer["export"]["status"] in ("pending", "running"), answer
        time.sleep(_POLL_SECONDS)
        answer = educator.ask(f"/exports/{answer['export']['id']}")
    with urlopen(answer["url"]) as file:
        text = StringIO(file.read().decode("utf-8-sig"), newline="")
    lines = [dict(each) for each in csv.DictReader(text)]
    assert len(lines) == answer["export"]["rows"]
    return lines


def line_key(line: Mapping[str, str]) -> tuple[str, str, str]:
    """Which result a line is about."""
    return line["StudentIdentifier"], line["AssessmentName"], line["SubmitDateTime"]


def lines_of(reference: Reference, exams: Iterable[Exam]) -> list[dict[str, str]]:
    """A line for each exam; columns that say nothing about results are left out."""
    return [_line(reference, exam) for exam in exams]


def _line(reference: Reference, exam: Exam) -> dict[str, str]:
    assessment = reference.assessments[exam.assessment]
    subject, school = reference.subject_of(exam.assessment), reference.schools[exam.school]
    year = assessment.school_year
    claims = subject.claims() if subject.scale(assessment.type, CLAIM, year) else []
    alternates = subject.alternates() if subject.scale(assessment.type, ALTERNATE, year) else []
    return {
        "DistrictId": school["district"]["id"],
        "SchoolId": exam.school,
        "SchoolName": school["name"],
        "StudentIdentifier": exam.student,
        "FirstName": exam.about["FirstName"],
        "LastOrSurname": exam.about["LastOrSurname"],
        "SubmitDateTime": exam.completed_at[:23].replace("T", " "),
        "SchoolYear": str(exam.school_year),
        "TestSessionId": exam.session or "",
        "AssessmentType": KINDS[assessment.type],
        "AssessmentSubType": assessment.type.upper(),
        "AssessmentName": assessment.label,
        "Subject": assessment.subject,
        "GradeLevelWhenAssessed": exam.grade,
        "Completeness": exam.completeness,
        "AdministrationCondition": exam.condition,
        "ScaleScoreAchievementLevel": _text(exam.overall.level),
        "ScaleScore": _text(exam.overall.value),
        "ScaleScoreStandardError": _text(exam.overall.error),
        **_alternates(exam, alternates),
        **_claims(exam, claims),
        "MigrantStatus": exam.about["MigrantStatus"],
        "LanguageCode": exam.about["LanguageCode"],
        "EnglishLanguageAcquisitionStatus": exam.about["EnglishLanguageAcquisitionStatus"],
        **{
            _RENAMED.get(code, code): "Yes" if exam.about[code] == "Yes" else ""
            for code in ETHNICITIES
        },
    }


def _alternates(exam: Exam, coded: list[Document]) -> dict[str, str]:
    found = {}
    for number, score in enumerate(_scores(exam, coded), 1):
        found[f"Alt{number}ScoreAchievementLevel"] = _text(score.level)
        found[f"Alt{number}ScaleScore"] = _text(score.value)
        found[f"Alt{number}ScaleScoreStandardError"] = _text(score.error)
    return found


def _claims(exam: Exam, coded: list[Document]) -> dict[str, str]:
    scores = enumerate(_scores(exam, coded), 1)
    return {f"Claim{number}ScoreAchievementLevel": _text(score.level) for number, score in scores}


def _scores(exam: Exam, coded: list[Document]) -> list[Score]:
    """A score for each column; an empty one where there is none."""
    scores = [exam.scores.get(each["code"], Score()) for each in coded]
    return [*scores, *[Score()] * (MOST - len(scores))]


def _text(number: float | None) -> str:
    return "" if number is None else f"{number:g}"

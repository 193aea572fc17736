"""Which names levels go by: those of the assessment's school year, in every answer."""

from datetime import UTC, date, datetime
from typing import Any, cast

import pytest

from cers.model.assessment import Assessment, ScoreRange
from cers.model.norm import Norms
from cers.model.subject import (
    AlternateScore,
    AssessmentType,
    Claim,
    LaterLevels,
    Level,
    Scoring,
    Subject,
)
from cers.reports.definition import Definition
from cers.reports.roster import Background, roster
from cers.reports.rows import ResultRow, RosterRow, ScoreRow
from cers.reports.summary import Beside, summary

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
POPULATION = {
    "school": {"id": "S", "name": "School", "district": {"id": "D", "name": "District"}},
    "group": None,
}
NOBODY_SEES = Background({}, Norms(), frozenset(), str.upper)
OLD, NEW = ("Not Yet", "Met"), ("Growing", "There", "Beyond")


def levels(names: tuple[str, ...]) -> tuple[Level, ...]:
    return tuple(Level(at, name, color=f"c{at}") for at, name in enumerate(names, 1))


def scoring(cutoff: int) -> Scoring:
    later = (LaterLevels(2026, levels(NEW), cutoff + 1),)
    return Scoring("Overall", levels(OLD), 1, 300, cutoff, later)


SUBJECT = Subject(
    "Geo",
    "Geology",
    LONG_AGO,
    {"sum": AssessmentType("sum", "Summative", "", scoring(2), scoring(2), scoring(2))},
    claims=(Claim("C", "Claim", True, True, 1),),
    alternates=(AlternateScore("A", "Alternate", 1),),
)
PLACE: dict[str, Any] = {"asmt_type": "sum", "district_id": "D", "school_id": "S", "subject": "Geo"}
RESULT: dict[str, Any] = {
    **PLACE, "student_id": "1", "opportunity_id": "o", "completed_on": date(2026, 5, 1),
    "scale_score": 150.0, "standard_error": 5.0, "achievement_level": 2, "session_id": "s",
    "completeness": "Complete", "administration_condition": "Valid", "grade": "05",
    "first_name": "A", "last_name": "B", "accommodation_codes": None,
}  # fmt: skip


def score(score_type: str, code: str) -> ScoreRow:
    row = {**RESULT, "score_type": score_type, "score_code": code}
    return cast("ScoreRow", row)


SCORES = [score("claim", "C"), score("alternate", "A")]


def definition(year: int) -> Definition:
    names = NEW if year >= 2026 else OLD
    cuts = tuple(ScoreRange(at, 100 * at, 100 * at + 99) for at in range(1, len(names) + 1))
    assessment = Assessment(
        "G5", "Geology 5", "Geology 5", "Geo", "05", "sum", year, "1", LONG_AGO, cuts
    )
    return Definition(assessment, SUBJECT)


@pytest.mark.parametrize(("year", "names"), [(2024, OLD), (2025, OLD), (2026, NEW), (2027, NEW)])
def test_a_summary_names_levels_as_in_the_assessments_year(
    year: int, names: tuple[str, ...]
) -> None:
    asked = definition(year)
    document = summary(
        cast("Any", POPULATION),
        asked.with_results(year, 1, [date(year, 5, 1)]),
        asked,
        [cast("ResultRow", RESULT)],
        SCORES,
        Beside([], 0, []),
    )
    for distribution in (
        document["levels"],
        document["claims"][0]["levels"],
        document["alternates"][0]["levels"],
    ):
        assert tuple(each["name"] for each in distribution) == names
        assert [each["count"] for each in distribution] == [0, 1, 0][: len(names)]
    assert [each["low"] for each in document["levels"]] == [100, 200, 300][: len(names)]


def test_the_cutoff_of_a_summary_is_that_of_the_year() -> None:
    for year, cutoff, share in ((2025, 2, 100), (2026, 3, 0)):
        asked = definition(year)
        document = summary(
            cast("Any", POPULATION),
            asked.with_results(year, 1, []),
            asked,
            [cast("ResultRow", RESULT)],
            [],
            Beside([], 0, []),
        )
        assert document["standard_cutoff"] == cutoff
        assert document["met"] == {"count": share // 100, "percent": share}


@pytest.mark.parametrize(("year", "name"), [(2025, "Met"), (2026, "There")])
def test_a_roster_names_levels_as_in_the_assessments_year(year: int, name: str) -> None:
    asked = definition(year)
    document = roster(
        cast("Any", POPULATION),
        asked.with_results(year, 1, []),
        asked,
        [cast("RosterRow", RESULT)],
        SCORES,
        NOBODY_SEES,
        0,
    )
    (student,) = document["students"]
    assert (student["level"] or {})["name"] == name
    assert (student["claims"][0]["level"] or {})["name"] == name

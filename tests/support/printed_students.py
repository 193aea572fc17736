"""Students of the shipped definitions, for printed reports: every row made up by hand."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from typing import Any

from cers.feeds.assessments import read_assessments
from cers.feeds.subjects import read_subject
from cers.model.accommodation import Accommodation, AccommodationLabel, Accommodations
from cers.model.assessment import Assessment
from cers.model.delivery import Feed
from cers.model.norm import Norms
from cers.model.organization import District, Organizations, School
from cers.model.subject import Subject
from cers.reference_data import shipped_files
from cers.reports.history import Definitions
from cers.reports.printed.batch import WORDS
from cers.reports.printed.student import Background, Record
from cers.reports.rows import HistoryRow, HistoryScoreRow, PrintedTraitRow

LANDED = datetime(2026, 1, 1, tzinfo=UTC)
ORGANIZATIONS = Organizations(
    {"D1": District("D1", "Alder Unified", LANDED)},
    {"S1": School("S1", "Oak Elementary School of the Arts", "D1", LANDED)},
)


@cache
def definitions() -> Definitions:
    """The shipped ones, with two blocks beside them."""
    subjects: dict[str, Subject] = {}
    assessments: dict[str, Assessment] = {}
    for file in shipped_files():
        if file.feed is Feed.SUBJECTS:
            subject = read_subject(file.data, LANDED).value
            assert subject is not None
            subjects[subject.code] = subject
    for file in shipped_files():
        if file.feed is Feed.ASSESSMENTS:
            found = read_assessments(file.data, subjects, LANDED).value
            assert found is not None
            assessments |= found
    return Definitions({**assessments, **_blocks(assessments)}, subjects)


def _blocks(known: dict[str, Assessment]) -> dict[str, Assessment]:
    about = known["Math-SUM-05-2026"]
    named = {"Fractions": 2026, "Geometry": 2026, "Fractions of last year": 2025}
    return {
        f"M5-{name}": replace(
            about,
            id=f"M5-{name}",
            type="iab",
            school_year=year,
            label=f"Grade 5 - {name.split(' of ')[0]} (IAB)",
        )
        for name, year in named.items()
    }


def accommodations() -> Accommodations:
    """One in two languages, one in English alone."""
    text, noise = (
        {"eng": AccommodationLabel("Text-to-speech", LANDED),
         "spa": AccommodationLabel("Texto a voz", LANDED)},
        {"eng": AccommodationLabel("Noise buffers", LANDED)},
    )  # fmt: skip
    return {
        2026: {
            "TTS": Accommodation("TTS", 2026, text),
            "NOISE": Accommodation("NOISE", 2026, noise),
        }
    }


def background(language: str = "en", **more: Any) -> Background:
    """What reports are told with."""
    known: dict[str, Any] = {
        "definitions": definitions(),
        "organizations": ORGANIZATIONS,
        "norms": Norms(),
        "accommodations": None,
    }
    return Background(words=WORDS[language], **{**known, **more})


class Student:
    """Somebody whose results are added one by one; all of 2026 are to be reported on."""

    def __init__(
        self, student_id: str = "s1", first: str | None = "Ana", last: str | None = "Díaz"
    ) -> None:
        self.student_id = student_id
        self.first = first
        self.last = last
        self.rows: list[HistoryRow] = []
        self.scores: list[HistoryScoreRow] = []
        self.traits: list[PrintedTraitRow] = []
        self._numbers = count(1)

    def took(self, assessment_id: str, **more: Any) -> "Student":
        """A result; `claims`, `alternates` and `traits` are of its parts."""
        parts = {name: more.pop(name, {}) for name in ("claims", "alternates", "traits")}
        about = definitions().assessments[assessment_id]
        place: dict[str, Any] = {
            "school_year": about.school_year,
            "asmt_type": about.type,
            "district_id": "D1",
            "school_id": "S1",
            "subject": about.subject,
            "student_id": self.student_id,
            "assessment_id": assessment_id,
            "opportunity_id": f"o{next(self._numbers)}",
        }
        row: dict[str, Any] = {
            **place,
            "assessment_grade": about.grade,
            "first_name": self.first,
            "last_name": self.last,
            "grade": about.grade,
            "completed_on": date(about.school_year, 4, 3),
            "session_id": None,
            "completeness": "Complete",
            "administration_condition": "Valid" if about.type == "sum" else "SD",
            "scale_score": None,
            "standard_error": None,
            "achievement_level": None,
            "accommodation_codes": None,
            "gender": None,
            "ethnicities": None,
            "elas": None,
            "english_learner": None,
            "language": None,
            "migrant": None,
            "military_connected": None,
            "iep": None,
            "section_504": None,
            "economic_disadvantage": None,
        }
        self.rows.append({**row, **more})  # type: ignore[typeddict-item]
        self._add_parts(place, parts)
        return self

    def _add_parts(self, place: dict[str, Any], parts: dict[str, Any]) -> None:
        for code, level in parts["claims"].items():
            self.scores.append(_score(place, "claim", code, level))
        for code, (level, score, error) in parts["alternates"].items():
            self.scores.append(_score(place, "alternate", code, level, score, error))
        for code, points in parts["traits"].items():
            self.traits.append(
                {**place, "score_code": code, "raw_score": points, "condition_code": None}  # type: ignore[typeddict-item]
            )

    def record(self, school_year: int = 2026, only: Iterable[str] | None = None) -> Record:
        """What is known of them; of `only` these assessments, if any are given."""
        told = [
            (row["assessment_id"], row["opportunity_id"])
            for row in self.rows
            if row["school_year"] == school_year and (only is None or row["assessment_id"] in only)
        ]
        return Record(
            self.student_id, school_year, frozenset(told), self.rows, self.scores, self.traits
        )


def _score(
    place: dict[str, Any],
    kind: str,
    code: str,
    level: int | None,
    score: float | None = None,
    error: float | None = None,
) -> HistoryScoreRow:
    return {
        **place,  # type: ignore[typeddict-item]
        "score_type": kind,
        "score_code": code,
        "scale_score": score,
        "standard_error": error,
        "achievement_level": level,
    }


def scored(score: float, error: float, level: int) -> dict[str, Any]:
    """The overall result of a test."""
    return {"scale_score": score, "standard_error": error, "achievement_level": level}


def one_of_everything(student_id: str = "s1", first: str = "Ana", last: str = "Díaz") -> Student:
    """A student with four subjects, blocks, traits, accommodations and earlier years."""
    made = Student(student_id, first, last)
    claims = {"SOCK_R": 3, "2-W": 2, "SOCK_LS": 1, "4-CR": 2}
    traits = {"SOCK_EXPL_ORG": 3, "SOCK_EXPL_EVI": None, "SOCK_EXPL_CON": 2}
    made.took("ELA-SUM-04-2025", **scored(2440, 24, 2))
    made.took(
        "ELA-SUM-05-2026",
        **scored(2521, 25, 3),
        claims=claims,
        traits=traits,
        accommodation_codes="TTS|NOISE|XYZ",
    )
    made.took("Math-SUM-03-2024", **scored(2390, 22, 2))
    made.took("Math-SUM-04-2025", **scored(2455, 23, 2))
    made.took("Math-SUM-05-2026", **scored(2442, 26, 1), claims={"1": 1, "SOCK_2": 2, "3": 1})
    made.took("ELPAC-SUM-05-2026", **scored(1515, 12, 3), claims={"1-L": 2, "1-S": 3, "2-R": 2},
              alternates={"1": (3, 1520.0, 15.0), "2": (2, 1490.0, 17.0)})  # fmt: skip
    made.took("Math-ICA-05-2026", **scored(2460, 30, 2), completeness="Partial")
    made.took("M5-Fractions of last year", **scored(2380, 40, 1))
    made.took("M5-Fractions", **scored(2440, 40, 2), accommodation_codes="TTS")
    made.took("M5-Geometry", **scored(2540, 40, 3), administration_condition="NS")
    return made

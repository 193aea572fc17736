"""Assessments and their items, as delivered in assessment packages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

GRADE_SPANS: Final = {
    "ELPAC": (("09", "10"), ("11", "12")),
    "ALTELPAC": (("03", "04", "05"), ("06", "07", "08"), ("09", "10"), ("11", "12")),
}
"""Grades that take one test together, by subject (source: the published ELPAC score ranges)."""


def assessed_grade(subject: str, enrolled_grade: str) -> str:
    """The grade code of the test that students of a grade take: the first grade of its span."""
    return grades_of(subject, enrolled_grade)[0]


def grades_of(subject: str, grade: str) -> tuple[str, ...]:
    """The grades that take the same test as one grade does, itself among them."""
    spans = GRADE_SPANS.get(subject, ())
    return next((span for span in spans if grade in span), (grade,))


@dataclass(frozen=True, slots=True)
class ScoreRange:
    """The scale scores of one level, both ends included."""

    level: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an assessment; `key` is `<bank>-<item>`.

    `secondary_targets` are further (claim, target) pairs. `landed_at` is when the delivery that
    last named the item landed, where that is not the assessment's own time.
    """

    key: str
    position: int | None
    type: str
    claim: str
    target: str
    dok: int | None
    difficulty: float | None
    max_points: float | None
    math_practice: str = ""
    allow_calculator: bool | None = None
    field_test: bool = False
    active: bool = True
    answer_key: str = ""
    options: int | None = None
    writing_purpose: str = ""
    standards: tuple[str, ...] = ()
    secondary_targets: tuple[tuple[str, str], ...] = ()
    landed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """An assessment; `id` is its natural id, the name that exam files call it by.

    What it is (subject, grade and type) never changes under an id. `grade` is a two-character
    grade code; `type` is ica, iab or sum; `school_year` is the spring year. `cuts` are the overall
    ranges, ascending, four of them even for an iab with its three levels; `alternate_cuts` the
    ranges of each alternate score, in the subject's order. `first_landed_at` is when it was first
    delivered as what it is, where that is not `landed_at`; `rivals` are what later deliveries took
    the same id for.
    """

    id: str
    name: str
    label: str
    subject: str
    grade: str
    type: str
    school_year: int
    version: str
    landed_at: datetime
    cuts: tuple[ScoreRange, ...]
    alternate_cuts: tuple[tuple[ScoreRange, ...], ...] = ()
    items: Mapping[str, Item] = field(default_factory=dict)
    first_landed_at: datetime | None = None
    rivals: tuple["Assessment", ...] = ()

    @property
    def min_score(self) -> float:
        """The lowest overall scale score."""
        return self.cuts[0].low

    @property
    def max_score(self) -> float:
        """The highest overall scale score."""
        return self.cuts[-1].high

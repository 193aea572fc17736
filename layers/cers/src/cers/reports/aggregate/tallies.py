"""From additive rows to figures: how many students, which average, how many at each level."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt
from typing import Final, NamedTuple, cast

from cers.model.aggregate import LARGEST_LEVEL, Definition, ReportType
from cers.model.roles import Level
from cers.model.statistics import Average
from cers.reports.aggregate.layout import Layout, Place
from cers.reports.aggregate.rows import AggregateScoreRow, AggregateStepRow, CountRow, LevelsRow
from cers.reports.aggregate.values import OVERALL, values_in

LEVELS: Final = tuple(range(1, LARGEST_LEVEL + 1))

ALL_STUDENTS: Final = "all"
COHORT: Final = "cohort"

_COHORT_OF: Final = {Level.STATE: 1, Level.DISTRICT: 2, Level.SCHOOL: 3}


class Measure(NamedTuple):
    """What is counted: an assessment, or a step; of it a claim or an alternate score, or all.

    `item` is the assessment's id, or the grade of a step.
    """

    school_year: int
    subject: str
    item: str
    code: str = ""


class Group(NamedTuple):
    """Whose results are counted: at a place, of a series (all students, or the cohort)."""

    place: str
    series: str
    dimension: str
    value: str


@dataclass(slots=True)
class Tally:
    """What adds up. The average is exact for these sums, whatever their order."""

    n: int = 0
    scores: int = 0
    total: Fraction = Fraction(0)
    squares: Fraction = Fraction(0)
    levels: list[int] = field(default_factory=lambda: [0] * LARGEST_LEVEL)

    def add(self, other: "Tally") -> None:
        """Count these as well."""
        self.n += other.n
        self.scores += other.scores
        self.total += other.total
        self.squares += other.squares
        self.levels = [a + b for a, b in zip(self.levels, other.levels, strict=True)]

    def without(self, others: Iterable["Tally"]) -> "Tally":
        """What is left without some of these."""
        left = Tally(self.n, self.scores, self.total, self.squares, list(self.levels))
        for other in others:
            left.n -= other.n
            left.levels = [a - b for a, b in zip(left.levels, other.levels, strict=True)]
        return left

    @property
    def highest_level(self) -> int:
        """The highest level somebody is at; 0 without anybody."""
        return max((level for level in LEVELS if self.levels[level - 1]), default=0)

    @property
    def average(self) -> Average:
        """The mean and its standard error: sample deviation (n - 1) over the root of n."""
        if self.scores == 0:
            return Average(None, None)
        mean = self.total / self.scores
        if self.scores == 1:
            return Average(float(mean), None)
        # Squares were rounded one by one: of equal scores their sum may come out too small.
        spread = max(self.squares - self.total * mean, Fraction(0))
        return Average(float(mean), sqrt(spread / (self.scores - 1) / self.scores))


Tallies = Mapping[Measure, Mapping[Group, Tally]]


def tallies(
    definition: Definition, layout: Layout, answers: Mapping[str, Sequence[CountRow]]
) -> Tallies:
    """The answers to each dimension's question, counted by measure and group.

    Everybody is in exactly one row of each answer, so any of them says how many there are overall.
    """
    counted: dict[Measure, dict[Group, Tally]] = defaultdict(lambda: defaultdict(Tally))
    places = _Places(layout)
    first = next(iter(answers), None)
    for dimension, rows in answers.items():
        for row in cast("Sequence[LevelsRow]", rows):
            tally, groups = _tally(row), counted[_measure(definition, row)]
            values = [
                (dimension, each) for each in values_in(dimension, row["subgroup"], definition)
            ]
            overall = [(OVERALL, "")] if dimension == first else []
            for place in places.of(row):
                for series in _series(definition, place, row):
                    for each in (*overall, *values):
                        groups[Group(place.key, series, *each)].add(tally)
    return counted


class _Places:
    """The places a row counts for."""

    def __init__(self, layout: Layout) -> None:
        self._by_id: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for place in layout.every:
            self._by_id[place.district_id, _school_id(place)].append(place)

    def of(self, row: CountRow) -> Iterator[Place]:
        district, school = row["district_id"], row["school_id"]
        yield from self._by_id.get(("", ""), ())
        if district:
            yield from self._by_id.get((district, ""), ())
            if school:
                yield from self._by_id.get((district, school), ())


def _school_id(place: Place) -> str:
    return place.id if place.level is Level.SCHOOL else ""


def _tally(row: LevelsRow) -> Tally:
    scores = cast(AggregateScoreRow, row)["scores"] if "scores" in row else row["students"]
    return Tally(
        row["students"],
        scores,
        Fraction(row["total"] or 0),
        Fraction(row["squares"] or 0),
        [cast("Mapping[str, int]", row)[f"level_{level}"] for level in LEVELS],
    )


def _measure(definition: Definition, row: CountRow) -> Measure:
    found = cast("Mapping[str, str]", row)
    item = "assessment_grade" if definition.type is ReportType.LONGITUDINAL else "assessment_id"
    code = found.get("score_code", "")
    return Measure(row["school_year"], row["subject"], found[item], code)


def _series(definition: Definition, place: Place, row: CountRow) -> Iterator[str]:
    yield ALL_STUDENTS
    if definition.type is not ReportType.LONGITUDINAL:
        return
    if cast(AggregateStepRow, row)["cohort"] >= _COHORT_OF[place.level]:
        yield COHORT

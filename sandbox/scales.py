"""The score scales: cuts and ranges of California's assessments, and believable distributions.

Cuts and ranges are those that CERS ships. Means and spreads are rounded figures of our own
choosing near the public ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cers.model.assessment import ScoreRange
from cers.reference_data import ranges

YEARS: Final = (2024, 2025, 2026)
"""School years, each named by its spring."""

GRADES: Final = ("KG", *(f"{number:02d}" for number in range(1, 13)))
"""Grade codes, by the number that the generator reckons with (0 is kindergarten)."""

TESTED: Final = (3, 4, 5, 6, 7, 8, 11)
"""Grades that take ELA and Math."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of four levels: `cuts` are the lowest scores of levels 2, 3 and 4.

    `mean` and `spread` describe the scores of a year's students; `points` is the number of
    scale points in one unit of theta, `origin` the scale score of theta zero.
    """

    low: int
    cuts: tuple[int, int, int]
    high: int
    mean: float
    spread: float
    origin: float = 0.0
    points: float = 1.0

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """The lowest and highest score of each level."""
        lows = (self.low, *self.cuts)
        highs = (*(cut - 1 for cut in self.cuts), self.high)
        return tuple(zip(lows, highs, strict=True))

    @property
    def standard(self) -> int:
        """The lowest score of level 3, which meets the standard."""
        return self.cuts[1]


def _cuts(subject: str, grade: int, score: str = "overall") -> tuple[ScoreRange, ...]:
    """The shipped ranges of a score, which are the same in all the sandbox's years."""
    return ranges(subject, "sum", GRADES[grade], YEARS[-1], score)


def _scale(
    levels: tuple[ScoreRange, ...],
    mean: float,
    spread: float,
    origin: float = 0.0,
    points: float = 1.0,
) -> Scale:
    low, *cuts = (int(level.low) for level in levels)
    second, third, fourth = cuts
    high = int(levels[-1].high)
    return Scale(low, (second, third, fourth), high, mean, spread, origin, points)


def _academic(
    subject: str, grades: Mapping[int, tuple[float, float]], origin: float, points: float
) -> dict[int, Scale]:
    """Scales by grade; `grades` has the mean and the spread of each."""
    return {
        grade: _scale(_cuts(subject, grade), mean, spread, origin, points)
        for grade, (mean, spread) in grades.items()
    }


_ELA: Final = {
    3: (2421, 89),
    4: (2461, 95),
    5: (2495, 98),
    6: (2518, 99),
    7: (2541, 103),
    8: (2554, 104),
    11: (2590, 112),
}
_MATH: Final = {
    3: (2428, 82),
    4: (2465, 86),
    5: (2488, 92),
    6: (2508, 104),
    7: (2523, 109),
    8: (2535, 116),
    11: (2564, 118),
}
SCALES: Final = {
    "ELA": _academic("ELA", _ELA, origin=2508.2, points=85.8),
    "Math": _academic("Math", _MATH, origin=2514.9, points=79.3),
}
"""Overall scales of ELA and Math by grade; claims, ICA and IAB are reported on the same."""


def _elpac(levels: tuple[ScoreRange, ...]) -> Scale:
    """Spread and mean follow from the cuts, so that about 19, 35, 31 and 15 % reach levels 1-4."""
    spread = (levels[3].low - levels[1].low) / 1.92
    return _scale(levels, levels[2].low - 0.1 * spread, spread)


ELPAC: Final = {
    grade: tuple(_elpac(_cuts("ELPAC", grade, score)) for score in ("overall", "1", "2"))
    for grade in range(len(GRADES))
}
"""Overall, oral and written scales of the Summative ELPAC by grade."""

ORAL_WEIGHT: Final = {grade: 0.7 if grade == 0 else 0.5 for grade in ELPAC}
"""The share of oral language in the overall ELPAC score."""

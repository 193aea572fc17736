"""Norms of the sandbox's ELA and Math tests: percentiles of scores, made from its own students.

They are fictitious, as everything here is. The ranks are those of the students' lasting ability
with an error of measurement, so that they are near those of the scores, and never quite they.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandbox.assessments import AssessmentSpec, catalogue
from sandbox.csv_file import csv_file
from sandbox.exams import World
from sandbox.scales import SCALES, YEARS
from sandbox.seeds import rng

RANKS: Final = (5, 10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90, 95)

_COLUMNS: Final = (
    "assessment_id", "start_date", "end_date", "count", "mean", "standard_deviation",
    "min_score", "max_score", "percentile_rank", "score",
)  # fmt: skip
_ERROR: Final = 0.24
"""The standard error of a score, in spreads of its scale."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a school year that norms are for, each a day of a month.

    `behind` is how far students are behind where they will be in spring, in spreads.
    """

    first: str
    last: str
    behind: float

    def days(self, year: int) -> tuple[str, str]:
        """The first and the last day, of the school year that ends in a year."""
        return _date(self.first, year), _date(self.last, year)


def _date(day: str, year: int) -> str:
    return f"{year - (day >= '08')}-{day}"


_PERIODS: Final = {
    "sum": (Period("02-01", "07-31", 0.0),),
    "ica": (
        Period("08-01", "01-31", 0.15),
        Period("02-01", "07-31", 0.1),
    ),
}
"""Assessment type -> when it is taken; interims have norms for winter and for spring."""


def write_norms(world: World, path: Path) -> None:
    """Write the norms of every year as a vendor delivers them."""
    path.write_bytes(csv_file(_COLUMNS, _rows(world)))


def _rows(world: World) -> Iterator[tuple[object, ...]]:
    for at, year in enumerate(YEARS):
        standing = {subject: _standing(world, subject, at) for subject in SCALES}
        for spec in catalogue(year):
            for period in _PERIODS.get(spec.type, ()) if spec.subject in SCALES else ():
                yield from _table(spec, period, standing[spec.subject] - period.behind)


def _standing(world: World, subject: str, at: int) -> NDArray[np.float64]:
    """Where the students of a year stand, as tests see it: in spreads of the scale."""
    people = world.population
    ability = people.ability[subject][at][people.enrolled[at]].astype(np.float64)
    draw = rng(world.seed, "norms", at, list(SCALES).index(subject))
    standing: NDArray[np.float64] = ability + draw.normal(0, _ERROR, len(ability))
    return standing


def _table(
    spec: AssessmentSpec, period: Period, standing: NDArray[np.float64]
) -> Iterator[tuple[object, ...]]:
    """One table: a row for each rank, of which the first describes it."""
    scale = spec.scale
    scores = np.clip(np.rint(scale.mean + scale.spread * standing), scale.low, scale.high)
    key = (spec.id, *period.days(spec.year))
    about: tuple[object, ...] = (
        len(scores), round(float(scores.mean()), 1), round(float(scores.std()), 1),
        scale.low, scale.high,
    )  # fmt: skip
    for rank, score in zip(RANKS, np.percentile(scores, RANKS), strict=True):
        yield (*key, *about, rank, round(float(score)))
        about = ("",) * len(about)

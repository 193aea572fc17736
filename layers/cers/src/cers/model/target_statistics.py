"""How a population does on a content target, from the residuals of its exams.

An exam has for each target it covered a residual relative to the student's whole test, and one
relative to meeting the standard. Their mean is judged against its standard error: at or beyond it
the population is above or below, between it is near. Where the error is larger than
`LARGEST_ERROR` there is too little to tell. (Source: RDW_Reporting's target statistics.)

The pieces (n, sum, sum of squares) add up, so that parts of a population need not be read again.
Of one residual there is no standard error, and so too little to tell; RDW takes it for zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, sqrt
from typing import Final, NamedTuple, Self

LARGEST_ERROR: Final = 0.2
"""A mean with a larger standard error is not judged."""

MINIMUM_STUDENTS: Final = 30
"""A target report is made of at least so many students (source: the CERS guide)."""

CAUTION_BELOW: Final = 50
"""Figures of fewer students are less reliable (source: RDW_Reporting's target report)."""


class Relative(StrEnum):
    """Where a population stands on a target."""

    ABOVE = "above"
    NEAR = "near"
    BELOW = "below"
    INSUFFICIENT_DATA = "insufficient-data"
    NO_RESULTS = "no-results"


class Mean(NamedTuple):
    """The mean of n residuals, and the standard error of that mean, where they exist."""

    n: int
    mean: float | None
    standard_error: float | None


@dataclass(frozen=True, slots=True)
class Sums:
    """What of residuals adds up: how many, their sum, and the sum of their squares."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    @classmethod
    def of(cls, residuals: Iterable[float | None]) -> Self:
        """The sums of the residuals there are."""
        known = [each for each in residuals if each is not None]
        return cls(len(known), fsum(known), fsum(each * each for each in known))

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def relative(self) -> Relative:
        """Where the population of these residuals stands."""
        return judge(*from_sums(self.n, self.total, self.squares))


def from_sums(n: int, total: float, squares: float) -> Mean:
    """The mean of n residuals with its standard error: sample deviation (n - 1) over root of n."""
    if n == 0:
        return Mean(0, None, None)
    mean = total / n
    if n == 1:
        return Mean(1, mean, None)
    # Rounding can leave the difference of two equal numbers below zero.
    variance = max(0.0, (squares - total * mean) / (n - 1))
    return Mean(n, mean, sqrt(variance / n))


def judge(n: int, mean: float | None, standard_error: float | None) -> Relative:
    """Where a population of n residuals with this mean and standard error stands."""
    if n == 0 or mean is None:
        return Relative.NO_RESULTS
    if standard_error is None or standard_error > LARGEST_ERROR:
        return Relative.INSUFFICIENT_DATA
    if mean >= standard_error:
        return Relative.ABOVE
    return Relative.BELOW if mean <= -standard_error else Relative.NEAR

"""The figures of a report: averages, distributions, error bands. Pure arithmetic.

The standard error of a mean is the sample standard deviation (n - 1) over the root of n, and does
not exist for fewer than two scores. A student's error band is the score minus and plus its
delivered standard error.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt


@dataclass(frozen=True, slots=True)
class Average:
    """A mean of scale scores and the standard error of that mean, where they exist."""

    scale_score: float | None
    standard_error: float | None


@dataclass(frozen=True, slots=True)
class Band:
    """A score's error band, both ends included."""

    low: float
    high: float


def average(scores: Sequence[float]) -> Average:
    """The mean of scores and its standard error."""
    count = len(scores)
    if count == 0:
        return Average(None, None)
    mean = fsum(scores) / count
    if count == 1:
        return Average(mean, None)
    variance = fsum((score - mean) ** 2 for score in scores) / (count - 1)
    return Average(mean, sqrt(variance / count))


def percentages(counts: Sequence[int]) -> list[int]:
    """Whole percentages of a distribution, by largest remainder: they add up to 100.

    Of equal remainders the earlier gets the point. All zero where nothing was counted.
    """
    total = sum(counts)
    if total == 0:
        return [0] * len(counts)
    shares = [divmod(100 * count, total) for count in counts]
    missing = 100 - sum(whole for whole, _ in shares)
    by_remainder = sorted(range(len(counts)), key=lambda index: -shares[index][1])
    rounded_up = set(by_remainder[:missing])
    return [whole + (index in rounded_up) for index, (whole, _) in enumerate(shares)]


def error_band(score: float | None, standard_error: float | None) -> Band | None:
    """The error band of a score, where both the score and its standard error are known."""
    if score is None or standard_error is None:
        return None
    return Band(score - standard_error, score + standard_error)

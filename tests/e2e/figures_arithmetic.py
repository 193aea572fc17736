"""The arithmetic of reports, written down once more: nothing in here is CERS's own code."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import floor
from statistics import fmean, stdev


def average(scores: Iterable[float | None]) -> dict[str, float | None]:
    """The mean of the scores there are, and the standard error of that mean."""
    known = [each for each in scores if each is not None]
    error = stdev(known) / len(known) ** 0.5 if len(known) > 1 else None
    return {"scale_score": fmean(known) if known else None, "standard_error": error}


def percentages(counts: Sequence[int]) -> list[int]:
    """Whole percentages that add up to 100: what is missing goes to the largest remainders."""
    total = sum(counts)
    if not total:
        return [0 for _ in counts]
    exact = [Fraction(100 * count, total) for count in counts]
    whole = [floor(share) for share in exact]
    while sum(whole) < 100:
        remainders = [share - each for share, each in zip(exact, whole, strict=True)]
        whole[remainders.index(max(remainders))] += 1
    return whole


def half_up(value: Fraction) -> int:
    """The nearest whole number; a half is rounded up."""
    return floor(value + Fraction(1, 2))


def band(score: float | None, error: float | None) -> dict[str, float] | None:
    """The score minus and plus its standard error, where both are known."""
    if score is None or error is None:
        return None
    return {"low": score - error, "high": score + error}

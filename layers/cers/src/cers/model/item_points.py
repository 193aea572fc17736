"""What students get for items: points, credit, writing traits, and the options they choose."""

import re
from math import floor
from typing import Final

from cers.model.scope import SUMMATIVE

FIRST_YEAR: Final = 2018
"""The first school year (its spring) with item results: RDW has none of before 2017-18."""

ESSAY: Final = "WER"
"""The type of items that are scored by writing traits."""

CHOICE: Final = "MC"
"""The type of items of which one option is chosen."""

CHOICES: Final = "MS"
"""The type of items of which several options are chosen."""

OPTIONS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What options are called, in order."""

_LETTERS: Final = re.compile(r"[A-Z](?:[\s,;|]*[A-Z])*")


def has_results(asmt_type: str, school_year: int) -> bool:
    """Whether results by item are shown: those of interim assessments, from 2017-18 on."""
    return asmt_type != SUMMATIVE and school_year >= FIRST_YEAR


def points(score: float | None) -> float | None:
    """The points of a delivered score; None where there are none, which is delivered as -1."""
    return score if score is not None and score >= 0 else None


def correctness(earned: float | None, most: float | None) -> float | None:
    """The share of the points of an item that a student got; None where either is not known."""
    return earned / most if earned is not None and most else None


def transformed_points(
    evidence: float | None, organization: float | None, conventions: float | None
) -> float | None:
    """The points an essay is worth: conventions and the average of the other two traits.

    Half a point is rounded up, as in delivered scores. None unless all three traits are scored.
    """
    if evidence is None or organization is None or conventions is None:
        return None
    return conventions + floor((evidence + organization) / 2 + 0.5)


def to_tenth(total: float, count: int) -> float | None:
    """The mean of some points with one decimal, a half rounded up; None of none."""
    return floor(10 * total / count + 0.5) / 10 if count else None


def to_percent(count: int, total: int) -> int:
    """A share as a whole percentage, a half rounded up; 0 of nothing."""
    return floor(100 * count / total + 0.5) if total else 0


def chosen(text: str | None) -> frozenset[str]:
    """The options of a response or of an answer key, whatever stands between them.

    Empty where it is no such list: without a response, and for keys such as `Hand`.
    """
    letters = (text or "").strip()
    return frozenset(OPTIONS) & set(letters) if _LETTERS.fullmatch(letters) else frozenset()

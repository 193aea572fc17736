"""How difficult an item is, by the cuts that the subject sets for a grade.

An item's difficulty parameter lies on the theta scale (`avg_b` of the assessment package). Cuts
belong to the lower bound: at `moderate_low_end` an item is moderate, at `difficult_low_end`
difficult. (Source: the item difficulty cuts of RDW_Schema, which subject definitions carry.)
"""

from collections.abc import Iterable
from enum import StrEnum

from cers.model.subject import DifficultyCuts


class Difficulty(StrEnum):
    """How difficult an item is for students of a grade."""

    EASY = "easy"
    MODERATE = "moderate"
    DIFFICULT = "difficult"


def difficulty(
    parameter: float | None, grade: str, cuts: Iterable[DifficultyCuts]
) -> Difficulty | None:
    """How difficult an item is; None without a parameter, or without cuts for the grade."""
    found = next((each for each in cuts if each.grade == grade), None)
    if parameter is None or found is None:
        return None
    if parameter >= found.difficult_low_end:
        return Difficulty.DIFFICULT
    return Difficulty.MODERATE if parameter >= found.moderate_low_end else Difficulty.EASY

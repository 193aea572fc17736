"""Every doubt there can be: the exam is accepted as delivered, and somebody should look."""

from typing import Final

from cers.model.finding import Severity
from cers.model.rule import Rule


def _doubt(code: str, meaning: str) -> Rule:
    return Rule(code, Severity.WARNING, meaning, "exams")


LEVEL_AGAINST_CUTS: Final = _doubt(
    "level-against-cuts",
    "The achievement level is not the one that the assessment's cut scores give the scale score.",
)
ITEM_ABOVE_MAXIMUM: Final = _doubt(
    "item-above-maximum", "An item has more points than the assessment package allows it."
)
OTHER_YEAR: Final = _doubt(
    "other-year", "Exams of a school year are of an assessment that belongs to another one."
)
DATE_OUT_OF_WINDOW: Final = _doubt(
    "date-out-of-window",
    "The exam was not completed between 1 July and 30 June of its school year, or lies ahead.",
)
DATES_OUT_OF_ORDER: Final = _doubt(
    "dates-out-of-order", "The exam was completed before it was started."
)
IMPLAUSIBLE_BIRTHDATE: Final = _doubt(
    "implausible-birthdate", "The student was younger than 3 or older than 25 at the exam."
)
REPEATED_EXAM: Final = _doubt(
    "repeated-exam",
    "An exam stands in the delivery several times; the version with the latest status date counts.",
)
UNKNOWN_ACCOMMODATION: Final = _doubt(
    "unknown-accommodation",
    "An accommodation is not in the list delivered for the school year; it is kept as delivered.",
)
UNKNOWN_MEASURE: Final = _doubt(
    "unknown-measure",
    "Scores are of a measure that the subject's definition does not have; they are left out.",
)

RULES: Final = (
    LEVEL_AGAINST_CUTS,
    ITEM_ABOVE_MAXIMUM,
    OTHER_YEAR,
    DATE_OUT_OF_WINDOW,
    DATES_OUT_OF_ORDER,
    IMPLAUSIBLE_BIRTHDATE,
    REPEATED_EXAM,
    UNKNOWN_ACCOMMODATION,
    UNKNOWN_MEASURE,
)

"""What a file of norms must be."""

from typing import Final

from cers.feeds.reading import FileRules
from cers.model.delivery import Feed
from cers.model.finding import Severity
from cers.model.rule import Rule


def _error(code: str, meaning: str) -> Rule:
    return Rule(code, Severity.ERROR, meaning, Feed.NORMS)


FILE: Final = FileRules.of(Feed.NORMS)
TABLE: Final = _error("not-well-formed", "A quoted field is not closed, or a field is oversized.")
MISSING_COLUMNS: Final = _error("missing-columns", "Required columns are missing in the header.")
DUPLICATE_COLUMNS: Final = _error("duplicate-columns", "A column that is read occurs twice.")
NO_RECORDS: Final = _error("no-records", "There is no record below the header.")
FIELD_COUNT: Final = _error("field-count", "A row has more or fewer fields than the header.")
MISSING_VALUE: Final = _error("missing-value", "A required value is missing.")
TOO_LONG: Final = _error("value-too-long", "A text is longer than the format allows.")
INVALID: Final = _error("invalid-value", "A value is not of the kind that the format asks for.")
MISMATCH: Final = _error("mismatched-value", "Rows of one table contradict each other.")
SCATTERED: Final = _error("rows-not-together", "The rows of one table do not stand together.")
DATE_ORDER: Final = _error("date-order", "A table ends before it starts.")
SCORE_RANGE: Final = _error("score-range", "The lowest score is not below the highest.")
RANK_ORDER: Final = _error("rank-order", "A percentile rank is not greater than the one above it.")
SCORE_ORDER: Final = _error("score-order", "A score is less than the one above it.")
OUT_OF_RANGE: Final = _error(
    "score-out-of-range", "A score is not between the lowest and the highest of its table."
)
TOO_FEW: Final = _error("too-few-ranks", "A table has fewer than three percentile ranks.")
OVERLAP: Final = _error(
    "overlapping-dates", "Two tables of one assessment are for the same days, but not all the same."
)
ASSESSMENT: Final = Rule(
    "unknown-assessment",
    Severity.WAITING,
    "The assessment is not known yet; the table waits for its package.",
    Feed.NORMS,
)

RULES: Final = (
    *FILE.all(), TABLE, MISSING_COLUMNS, DUPLICATE_COLUMNS, NO_RECORDS, FIELD_COUNT, MISSING_VALUE,
    TOO_LONG, INVALID, MISMATCH, SCATTERED, DATE_ORDER, SCORE_RANGE, RANK_ORDER, SCORE_ORDER,
    OUT_OF_RANGE, TOO_FEW, OVERLAP, ASSESSMENT,
)  # fmt: skip

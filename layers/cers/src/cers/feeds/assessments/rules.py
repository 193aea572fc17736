"""What an assessment package must be."""

from typing import Final

from cers.feeds.reading import FileRules
from cers.model.delivery import Feed
from cers.model.finding import Severity
from cers.model.rule import Rule


def _error(code: str, meaning: str) -> Rule:
    return Rule(code, Severity.ERROR, meaning, Feed.ASSESSMENTS)


FILE: Final = FileRules.of(Feed.ASSESSMENTS)
TABLE: Final = _error("not-well-formed", "A quoted field is not closed, or a field is oversized.")
MISSING_COLUMNS: Final = _error("missing-columns", "Required columns are missing in the header.")
DUPLICATE_COLUMNS: Final = _error("duplicate-columns", "A column that is read occurs twice.")
NO_RECORDS: Final = _error("no-records", "There is no record below the header.")
FIELD_COUNT: Final = _error("field-count", "A row has more or fewer fields than the header.")
MISSING_ID: Final = _error("missing-id", "A row that is not empty has no AssessmentId.")
MISSING_VALUE: Final = _error("missing-value", "A required value is missing.")
TOO_LONG: Final = _error("value-too-long", "A text is longer than the format allows.")
INVALID: Final = _error("invalid-value", "A value is not of the kind that the format asks for.")
MISMATCH: Final = _error("mismatched-value", "Rows of one assessment contradict each other.")
DUPLICATE_ITEM: Final = _error("duplicate-item", "An item occurs twice in one assessment.")
NO_RANGES: Final = _error("no-ranges", "An assessment has no overall range of scale scores.")
RANGE_GAP: Final = _error("range-incomplete", "A range lacks its low or its high score.")
RANGE_ORDER: Final = _error("range-order", "Ranges are reversed or overlap.")
TYPE: Final = _error("type-not-in-subject", "The subject has no assessments of this type.")
LEVEL_COUNT: Final = _error(
    "level-count", "There are not as many ranges as the subject has levels (four for a block)."
)
ALTERNATE_COUNT: Final = _error(
    "alternate-count", "There are not as many alternate ranges as the subject has alternate scores."
)
OUT_OF_RANGE: Final = _error(
    "cut-out-of-range", "A range reaches beyond the subject's lowest or highest score."
)
CLAIM: Final = _error("unknown-claim", "An item names a claim that the subject does not define.")
TARGET: Final = _error("unknown-target", "An item names a target that its claim does not define.")
STANDARD: Final = _error(
    "unknown-standard", "An item names a content standard that the subject does not define."
)
SUBJECT: Final = Rule(
    "unknown-subject",
    Severity.WAITING,
    "The subject is not known yet; the assessment waits for its definition.",
    Feed.ASSESSMENTS,
)
IDENTITY: Final = _error(
    "identity-changed", "An assessment is known with another subject, grade or type."
)

RULES: Final = (
    *FILE.all(), TABLE, MISSING_COLUMNS, DUPLICATE_COLUMNS, NO_RECORDS, FIELD_COUNT, MISSING_ID,
    MISSING_VALUE, TOO_LONG, INVALID, MISMATCH, DUPLICATE_ITEM, NO_RANGES, RANGE_GAP, RANGE_ORDER,
    TYPE, LEVEL_COUNT, ALTERNATE_COUNT, OUT_OF_RANGE, CLAIM, TARGET, STANDARD, SUBJECT, IDENTITY,
)  # fmt: skip

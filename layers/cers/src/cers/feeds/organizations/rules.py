"""What a file of organizations must be."""

from typing import Final

from cers.feeds.reading import FileRules
from cers.model.delivery import Feed
from cers.model.finding import Severity
from cers.model.rule import Rule


def _error(code: str, meaning: str) -> Rule:
    return Rule(code, Severity.ERROR, meaning, Feed.ORGANIZATIONS)


def _warning(code: str, meaning: str) -> Rule:
    return Rule(code, Severity.WARNING, meaning, Feed.ORGANIZATIONS)


FILE: Final = FileRules.of(Feed.ORGANIZATIONS)
FORMAT: Final = _error(
    "unknown-format", "The file is neither JSON from ART nor a CALPADS list of schools."
)
NO_RECORDS: Final = _error("no-records", "The file names no organization.")
FIELD_COUNT: Final = _error("field-count", "A row has more or fewer fields than the header.")
MISSING_VALUE: Final = _error("missing-value", "A required value is missing.")
TOO_LONG: Final = _error("value-too-long", "A text is longer than the format allows.")
INVALID: Final = _error("invalid-value", "A value is not of the kind that the format asks for.")
PARENT_TYPE: Final = _error(
    "parent-type", "An organization cannot belong to a parent of the type given."
)
UNKNOWN_PARENT: Final = _error(
    "unknown-parent", "The parent is neither in the file nor known from an earlier one."
)
NO_DISTRICT: Final = _warning(
    "school-without-district", "A school belongs to no district and is left out."
)
DUPLICATE: Final = _warning(
    "duplicate-organization", "An organization is given twice, differently; the first one counts."
)

RULES: Final = (
    *FILE.all(), FORMAT, NO_RECORDS, FIELD_COUNT, MISSING_VALUE, TOO_LONG, INVALID, PARENT_TYPE,
    UNKNOWN_PARENT, NO_DISTRICT, DUPLICATE,
)  # fmt: skip

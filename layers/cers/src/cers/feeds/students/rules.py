"""What a registration extract must be.

What says who is meant, where and when (SSID, school, day) must be right, or the row is refused.
Of everything else, only the faulty value is left out: the student keeps the one known before.
"""

from typing import Final

from cers.model.delivery import Feed
from cers.model.finding import Severity
from cers.model.rule import Rule

MAX_FINDINGS: Final = 10_000
"""How many findings of one delivery are listed."""

MAX_COLUMNS: Final = 500
MAX_LINE_BYTES: Final = 64 * 1024


def _rule(severity: Severity, code: str, meaning: str) -> Rule:
    return Rule(code, severity, meaning, Feed.STUDENTS)


def _error(code: str, meaning: str) -> Rule:
    return _rule(Severity.ERROR, code, meaning)


def _warning(code: str, meaning: str) -> Rule:
    return _rule(Severity.WARNING, code, meaning)


NO_RECORDS: Final = _error("no-records", "The file holds no row below its header.")
MISSING_COLUMN: Final = _error("missing-column", "The header lacks a column that we need.")
DUPLICATE_COLUMN: Final = _error("duplicate-column", "The header names a column twice.")
TOO_MANY_COLUMNS: Final = _error(
    "too-many-columns", f"The header has more than {MAX_COLUMNS} columns."
)
UNKNOWN_COLUMN: Final = _warning(
    "unknown-column", "The header has a column that the layout does not; it is left aside."
)
FIELD_COUNT: Final = _error("field-count", "A row has more or fewer fields than the header.")
LONG_LINE: Final = _error("line-too-long", f"A line has more than {MAX_LINE_BYTES:,} bytes.")
ENCODING: Final = _error("not-utf-8", "A row (or the whole file) is not text in UTF-8.")
MISSING_VALUE: Final = _error("missing-value", "The row names no student.")
INVALID_SSID: Final = _error(
    "invalid-ssid", "The student identifier is not ten digits; leading zeros belong to it."
)
INVALID_SCHOOL: Final = _error("invalid-school", "The school id is longer than a school id is.")
INVALID_DAY: Final = _error("invalid-update-date", "The row's own day is no date.")
FUTURE_DAY: Final = _error(
    "update-in-future", "The row's own day lies after the day on which the file landed."
)
UNKNOWN_SCHOOL: Final = _rule(
    Severity.WAITING,
    "unknown-school",
    "The school is not known yet; its rows are kept until the organizations name it.",
)
DELETED: Final = _warning(
    "deleted-registration",
    "The row marks a registration as deleted; it is left aside and changes nothing.",
)
INVALID_DATE: Final = _warning(
    "invalid-date", "A value is no date of the form YYYY-MM-DD, or one yet to come; it is left out."
)
UNKNOWN_CODE: Final = _warning(
    "unknown-code", "A value is none of the codes of its column; it is left out."
)
TOO_LONG: Final = _warning(
    "value-too-long", "A text is longer than the format allows; it is left out."
)
TWO_SCHOOLS: Final = _warning(
    "two-schools",
    "One delivery places a student in two schools on the same day; the later row counts.",
)
TOO_MANY_FINDINGS: Final = _warning(
    "too-many-findings",
    f"There are more than {MAX_FINDINGS:,} findings; the first ones are listed.",
)

RULES: Final = (
    NO_RECORDS, MISSING_COLUMN, DUPLICATE_COLUMN, TOO_MANY_COLUMNS, UNKNOWN_COLUMN, FIELD_COUNT,
    LONG_LINE, ENCODING, MISSING_VALUE, INVALID_SSID, INVALID_SCHOOL, INVALID_DAY, FUTURE_DAY,
    UNKNOWN_SCHOOL, DELETED, INVALID_DATE, UNKNOWN_CODE, TOO_LONG, TWO_SCHOOLS, TOO_MANY_FINDINGS,
)  # fmt: skip

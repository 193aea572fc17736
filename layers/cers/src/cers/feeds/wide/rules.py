"""Every finding the feeds of wide files can make, listed once for code, data contract and tests.

What is the same rule as in the exams feed is that rule, with its code and meaning.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from cers.feeds.exams import rules as exams
from cers.model.delivery import Feed
from cers.model.finding import Severity
from cers.model.rule import Rule


def _error(code: str, meaning: str) -> Rule:
    return Rule(code, Severity.ERROR, meaning, Feed.RESULTS)


def _warning(code: str, meaning: str) -> Rule:
    return Rule(code, Severity.WARNING, meaning, Feed.RESULTS)


NOT_UTF_8: Final = _error("not-utf-8", "The file, or a value in it, is not text in UTF-8.")
MISSING_HEADER: Final = _error(
    "missing-header", "The first line names none of the layout's columns."
)
MISSING_COLUMN: Final = _error("missing-column", "The file lacks a column the layout requires.")
REPEATED_COLUMN: Final = _error("repeated-column", "The header names a column twice.")
UNKNOWN_COLUMN: Final = _warning(
    "unknown-column", "The header names a column the layout does not have; it is left aside."
)
WRONG_COLUMN_COUNT: Final = _error(
    "wrong-column-count", "A row has more or fewer columns than the header."
)
UNCLOSED_QUOTE: Final = _error(
    "unclosed-quote", "A quoted value has no closing quote, so that its row cannot be read."
)
TOO_LONG_ROW: Final = _error("too-long-row", "A row is longer than a row may be.")
MALFORMED_LINE: Final = _error(
    "malformed-line", "A line of a fixed-width file is no record as wide as the layout says."
)
CONTROL_CHARACTER: Final = _error(
    "control-character", "An identifier holds a control character, such as NUL."
)
VALUE_OUT_OF_RANGE: Final = _error(
    "value-out-of-range", "A number lies outside the range that the layout says."
)
YEAR_NOT_IN_LAYOUT: Final = _error(
    "year-not-in-layout", "The school year is none of those the layout is for."
)
UNKNOWN_SCORE: Final = _warning(
    "unknown-score",
    "A score belongs to no claim, alternate score or trait of the subject; it is left out.",
)
REPEATED_EXAM: Final = _warning(
    "repeated-exam",
    "An exam stands in several rows; all are taken, and the one of the latest status date counts.",
)
UNKNOWN_LAYOUT: Final = _error(
    "unknown-layout", "Neither the header nor the name tells which layout the file has."
)

_SHARED: Final = (
    exams.NO_EXAMS,
    exams.UNKNOWN_SCHOOL,
    exams.UNKNOWN_ASSESSMENT,
    exams.UNKNOWN_SUBJECT,
    exams.SUBJECT_MISMATCH,
    exams.GRADE_MISMATCH,
    exams.BLANK_VALUE,
    exams.TOO_LONG,
    exams.INVALID_DATE,
    exams.INVALID_TIMESTAMP,
    exams.INVALID_YEAR,
    exams.INVALID_BOOLEAN,
    exams.INVALID_NUMBER,
    exams.INVALID_INTEGER,
    exams.INVALID_LEVEL,
    exams.INVALID_STANDARD_ERROR,
    exams.UNKNOWN_CODE,
    exams.UNKNOWN_GENDER,
    exams.UNKNOWN_GRADE,
    exams.UNKNOWN_LANGUAGE,
    exams.UNKNOWN_COMPLETENESS,
    exams.UNKNOWN_ADMINISTRATION_CONDITION,
    exams.SCORE_OUT_OF_RANGE,
)
_DELIMITED: Final = (
    NOT_UTF_8,
    MISSING_HEADER,
    MISSING_COLUMN,
    REPEATED_COLUMN,
    UNKNOWN_COLUMN,
    WRONG_COLUMN_COUNT,
    UNCLOSED_QUOTE,
    TOO_LONG_ROW,
    CONTROL_CHARACTER,
    UNKNOWN_SCORE,
    REPEATED_EXAM,
)
_LAID_OUT: Final = (
    UNKNOWN_LAYOUT,
    MALFORMED_LINE,
    VALUE_OUT_OF_RANGE,
    YEAR_NOT_IN_LAYOUT,
    exams.UNKNOWN_ELAS,
    exams.UNKNOWN_MILITARY_CONNECTED,
    exams.TRAIT_SCORE_OUT_OF_RANGE,
)
"""What only files with a layout of their own can break."""


def _of(feed: Feed, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(replace(rule, feed=feed) for rule in rules)


RULES: Final = (
    *_of(Feed.RESULTS, (*_DELIMITED, *_SHARED)),
    *_of(Feed.SCORES, (*_DELIMITED, *_SHARED, *_LAID_OUT)),
)
"""Every rule of either feed."""

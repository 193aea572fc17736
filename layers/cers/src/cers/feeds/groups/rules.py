"""What a file of student groups must be."""

from typing import Final

from cers.feeds.reading import FileRules
from cers.model.delivery import Feed
from cers.model.finding import Severity
from cers.model.rule import Rule

MAX_STUDENTS: Final = 200
"""The most students a group may have (source: the group upload rules of CERS)."""

COLUMNS: Final = (
    "group_name",
    "school_natural_id",
    "school_year",
    "subject_code",
    "student_ssid",
    "group_user_login",
)
GROUP_NAME, SCHOOL, SCHOOL_YEAR, SUBJECT, STUDENT, LOGIN = COLUMNS

LENGTHS: Final = {GROUP_NAME: 255, SCHOOL: 40, STUDENT: 65, LOGIN: 255}
"""The longest text each column may hold."""


def _error(code: str, meaning: str) -> Rule:
    return Rule(code, Severity.ERROR, meaning, Feed.GROUPS)


def _waiting(code: str, meaning: str) -> Rule:
    return Rule(code, Severity.WAITING, meaning, Feed.GROUPS)


FILE: Final = FileRules.of(Feed.GROUPS)
MALFORMED: Final = _error("malformed-csv", "The file is no well-formed CSV.")
HEADER: Final = _error(
    "wrong-header", "The first row does not name the six columns of a group file in their order."
)
NO_RECORDS: Final = _error("no-records", "The file has a header and nothing below it.")
FIELD_COUNT: Final = _error("field-count", "A row has fewer fields than there are columns.")
MISSING_VALUE: Final = _error(
    "missing-value", "A row lacks the group's name, its school or its school year."
)
TOO_LONG: Final = _error("value-too-long", "A text is longer than its column allows.")
UNPRINTABLE: Final = _error(
    "unprintable-value", "A text holds a character that cannot be printed, such as a tab."
)
SCHOOL_YEAR_RANGE: Final = _error(
    "invalid-school-year", "A school year is no year of four digits from 2015 to the next one."
)
UNKNOWN_SUBJECT: Final = _error(
    "unknown-subject", "A subject is neither empty nor All nor the code of a subject we know."
)
SUBJECT_CHANGES: Final = _error("subject-changes", "The rows of a group name different subjects.")
SCHOOL_ORDER: Final = _error(
    "school-out-of-order", "The groups of a school do not stand together in the file."
)
GROUP_ORDER: Final = _error(
    "group-out-of-order", "The rows of a group do not stand together in the file."
)
TOO_MANY_STUDENTS: Final = _error(
    "group-too-large", f"A group has more than {MAX_STUDENTS} students."
)
UNAUTHORIZED: Final = _error(
    "unauthorized", "A group's school belongs to no district that the sender may deliver for."
)
UNKNOWN_SCHOOL: Final = _waiting(
    "unknown-school", "A group's school is not known yet; its rows wait for it."
)
NOT_AT_SCHOOL: Final = _waiting(
    "student-not-at-school",
    "A student is neither enrolled in the group's school nor has a result from there; "
    "the row waits for a registration or a result.",
)

RULES: Final = (
    *FILE.all(), MALFORMED, HEADER, NO_RECORDS, FIELD_COUNT, MISSING_VALUE, TOO_LONG, UNPRINTABLE,
    SCHOOL_YEAR_RANGE, UNKNOWN_SUBJECT, SUBJECT_CHANGES, SCHOOL_ORDER, GROUP_ORDER,
    TOO_MANY_STUDENTS, UNAUTHORIZED, UNKNOWN_SCHOOL, NOT_AT_SCHOOL,
)  # fmt: skip

"""What a file of staff must be."""

from typing import Final

from cers.feeds.reading import FileRules
from cers.model.delivery import Feed
from cers.model.finding import Severity
from cers.model.rule import Rule

USERNAME: Final = "username"
EMAIL: Final = "email"
FIRST_NAME: Final = "first_name"
LAST_NAME: Final = "last_name"
ROLE: Final = "role"
ORGANIZATION_TYPE: Final = "organization_type"
ORGANIZATION_ID: Final = "organization_id"
ORGANIZATION_NAME: Final = "organization_name"

COLUMNS: Final = (
    USERNAME, EMAIL, FIRST_NAME, LAST_NAME, ROLE, ORGANIZATION_TYPE, ORGANIZATION_ID,
)  # fmt: skip
"""The columns every file has, in any order; others may be there as well."""

LENGTHS: Final = {
    USERNAME: 128, EMAIL: 254, FIRST_NAME: 128, LAST_NAME: 128, ROLE: 40, ORGANIZATION_TYPE: 20,
    ORGANIZATION_ID: 40, ORGANIZATION_NAME: 100,
}  # fmt: skip
"""The longest text each column may hold."""


def _error(code: str, meaning: str) -> Rule:
    return Rule(code, Severity.ERROR, meaning, Feed.STAFF)


def _warning(code: str, meaning: str) -> Rule:
    return Rule(code, Severity.WARNING, meaning, Feed.STAFF)


FILE: Final = FileRules.of(Feed.STAFF)
MALFORMED: Final = _error("malformed-csv", "The file is no well-formed CSV.")
DIRECTIVE: Final = _error(
    "invalid-directive", "A line that begins with # says something we do not understand."
)
NO_SCOPE: Final = _error(
    "no-scope", "The file does not say which organizations it is complete for."
)
HEADER: Final = _error("wrong-header", "The header lacks a column, or names one twice.")
NO_RECORDS: Final = _error(
    "no-records", "The file names nobody, and does not confirm that this is meant."
)
FIELD_COUNT: Final = _error("field-count", "A row has more or fewer fields than the header.")
MISSING_VALUE: Final = _error("missing-value", "A required value is missing.")
TOO_LONG: Final = _error("value-too-long", "A text is longer than its column allows.")
UNPRINTABLE: Final = _error(
    "unprintable-value", "A text holds a character that cannot be printed, such as a tab."
)
INVALID_USERNAME: Final = _error(
    "invalid-username", "A user name holds something else than letters, digits, . _ and -."
)
INVALID_EMAIL: Final = _error("invalid-email", "An address is no e-mail address.")
UNKNOWN_ROLE: Final = _error("unknown-role", "A role is none that has rights in CERS.")
ROLE_LEVEL: Final = _error(
    "wrong-organization-type", "A role is not held at that type of organization."
)
OUT_OF_SCOPE: Final = _error(
    "out-of-scope", "An assignment lies outside of what the file says it is complete for."
)
USER_DIFFERS: Final = _error(
    "user-differs", "Two rows give the same user different names or addresses."
)
SHARED_EMAIL: Final = _error("shared-email", "Two users have the same address.")
UNAUTHORIZED: Final = _error(
    "unauthorized", "The file speaks for organizations that the sender may not deliver for."
)
TOO_MANY_REVOCATIONS: Final = _error(
    "too-many-revocations",
    "The file would take away an unlikely share of a district's assignments, "
    "and does not confirm that this is meant.",
)
UNKNOWN_ORGANIZATION: Final = Rule(
    "unknown-organization",
    Severity.WAITING,
    "A school or district is not known yet; the assignment waits for it.",
    Feed.STAFF,
)
DUPLICATE: Final = _warning("duplicate-assignment", "An assignment is given twice.")
NO_SIGN_IN: Final = _warning(
    "sign-in-refused",
    "The sign-in service refuses a user, because of an address that somebody else has "
    "or that cannot be written to.",
)
OUTDATED: Final = _warning(
    "outdated", "A later file about the same district is in effect; this one changes nothing there."
)

RULES: Final = (
    *FILE.all(), MALFORMED, DIRECTIVE, NO_SCOPE, HEADER, NO_RECORDS, FIELD_COUNT, MISSING_VALUE,
    TOO_LONG, UNPRINTABLE, INVALID_USERNAME, INVALID_EMAIL, UNKNOWN_ROLE, ROLE_LEVEL, OUT_OF_SCOPE,
    USER_DIFFERS, SHARED_EMAIL, UNAUTHORIZED, TOO_MANY_REVOCATIONS, UNKNOWN_ORGANIZATION,
    DUPLICATE, NO_SIGN_IN, OUTDATED,
)  # fmt: skip

"""What a file of accommodations must be."""

from typing import Final

from cers.feeds.reading import FileRules
from cers.model.delivery import Feed
from cers.model.finding import Severity
from cers.model.rule import Rule


def _error(code: str, meaning: str) -> Rule:
    return Rule(code, Severity.ERROR, meaning, Feed.ACCOMMODATIONS)


FILE: Final = FileRules.of(Feed.ACCOMMODATIONS)
XML: Final = _error(
    "not-well-formed", "The file is no well-formed XML, or declares a document type."
)
ROOT: Final = _error("wrong-root", "The root element is not Accessibility.")
MISSING_ELEMENT: Final = _error("missing-element", "A required element is missing.")
MISSING_VALUE: Final = _error("missing-value", "A required value is missing.")
TOO_LONG: Final = _error("value-too-long", "A text is longer than the format allows.")
INVALID: Final = _error("invalid-value", "A value is not of the kind that the format asks for.")
CONFLICT: Final = _error(
    "conflicting-label", "An accommodation has two different labels in one language."
)
NO_CODE: Final = Rule(
    "selection-without-code",
    Severity.WARNING,
    "A selection has no code that an exam could name it by; it is left aside.",
    Feed.ACCOMMODATIONS,
)
NO_RECORDS: Final = _error("no-records", "The file defines no accommodation.")

RULES: Final = (
    *FILE.all(), XML, ROOT, MISSING_ELEMENT, MISSING_VALUE, TOO_LONG, INVALID, CONFLICT, NO_CODE,
    NO_RECORDS,
)  # fmt: skip

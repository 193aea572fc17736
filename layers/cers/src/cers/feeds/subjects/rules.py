"""What a subject definition must be."""

from typing import Final

from cers.feeds.reading import FileRules
from cers.model.delivery import Feed
from cers.model.finding import Severity
from cers.model.rule import Rule


def _error(code: str, meaning: str) -> Rule:
    return Rule(code, Severity.ERROR, meaning, Feed.SUBJECTS)


FILE: Final = FileRules.of(Feed.SUBJECTS)
XML: Final = _error(
    "not-well-formed", "The file is no well-formed XML, or declares a document type."
)
ROOT: Final = _error("wrong-root", "The root element is not Subject.")
UNKNOWN_ELEMENT: Final = _error("unknown-element", "An element is not part of the format there.")
UNKNOWN_ATTRIBUTE: Final = _error("unknown-attribute", "An attribute is not part of the format.")
MISSING_ELEMENT: Final = _error("missing-element", "A required element is missing.")
TOO_MANY_ELEMENTS: Final = _error("too-many-elements", "An element occurs more often than it may.")
MISSING_VALUE: Final = _error("missing-value", "A required attribute is missing or empty.")
TOO_LONG: Final = _error("value-too-long", "A code is longer than the format allows.")
INVALID: Final = _error("invalid-value", "A value is not of the kind that the format asks for.")
DUPLICATE_CODE: Final = _error("duplicate-code", "A code that must be unique occurs twice.")
DUPLICATE_MESSAGE: Final = Rule(
    "duplicate-message",
    Severity.WARNING,
    "A message key occurs twice; the last one counts.",
    Feed.SUBJECTS,
)
SHARED_CODE: Final = _error(
    "shared-score-code", "A claim and an alternate score have the same code."
)
UNUSED_CLAIM: Final = _error("claim-without-use", "A claim is neither scorable nor organizational.")
TARGETS: Final = _error("targets-not-allowed", "A claim that is not organizational has targets.")
ORDER: Final = _error("duplicate-order", "Two scores have the same data or display order.")
TOO_MANY_SCORES: Final = _error(
    "too-many-scores", "There are more than six scorable claims or more than six alternate scores."
)
LEVELS: Final = _error("levels-not-contiguous", "Levels do not start at 1 and go up one by one.")
LEVEL_YEARS: Final = _error(
    "level-years",
    "Levels that took the place of others do not begin in a later school year than those.",
)
CUTOFF: Final = _error("unknown-cutoff", "The standard cutoff is none of the levels.")
SCORE_RANGE: Final = _error("score-range", "The lowest score is above the highest.")
IAB_LEVELS: Final = _error("iab-levels", "An interim block does not have exactly three levels.")
IAB_CUTOFF: Final = _error("iab-cutoff", "An interim block has a standard cutoff.")
IAB_SCORING: Final = _error("iab-scoring", "An interim block has alternate or claim scores.")
DIFFICULTY: Final = _error(
    "difficulty-order", "Items would be difficult from a lower value than they are moderate."
)
REPORT_TYPE: Final = _error(
    "report-unknown-type", "Report texts are for an assessment type that the subject lacks."
)
REPORT_CLAIM: Final = _error(
    "report-unknown-claim", "Report texts are for a claim that is unknown or not scored."
)
REPORT_LEVELS: Final = _error(
    "report-levels", "Report texts do not cover exactly the levels of their score."
)
CODE_CASE: Final = _error(
    "subject-code-case", "The subject is known with a code that differs only in case."
)

RULES: Final = (
    *FILE.all(), XML, ROOT, UNKNOWN_ELEMENT, UNKNOWN_ATTRIBUTE, MISSING_ELEMENT,
    TOO_MANY_ELEMENTS, MISSING_VALUE, TOO_LONG, INVALID, DUPLICATE_CODE, DUPLICATE_MESSAGE,
    SHARED_CODE, UNUSED_CLAIM, TARGETS, ORDER, TOO_MANY_SCORES, LEVELS, LEVEL_YEARS, CUTOFF,
    SCORE_RANGE, IAB_LEVELS, IAB_CUTOFF, IAB_SCORING, DIFFICULTY, REPORT_TYPE, REPORT_CLAIM,
    REPORT_LEVELS, CODE_CASE,
)  # fmt: skip

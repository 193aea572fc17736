"""Every finding the exams feed can make, listed once for the code, the data contract and tests."""

from typing import Final

from cers.feeds import archive_rules
from cers.model.delivery import Feed
from cers.model.finding import Finding, Severity
from cers.model.rule import Rule

_registered: list[Rule] = []


def _rule(severity: Severity, code: str, meaning: str) -> Rule:
    rule = Rule(code, severity, meaning, Feed.EXAMS)
    _registered.append(rule)
    return rule


def _error(code: str, meaning: str) -> Rule:
    return _rule(Severity.ERROR, code, meaning)


NO_EXAMS: Final = _error("no-exams", "The delivery holds no exam at all.")
SKIPPED_FILE: Final = archive_rules.SKIPPED_FILE
UNSUPPORTED_ENCODING: Final = _error(
    "unsupported-encoding", "The file is not written in UTF-8 (or plain ASCII)."
)
DOCTYPE_REFUSED: Final = _error("doctype-refused", "The XML has a document type declaration.")
NOT_XML: Final = _error("not-xml", "The file is no well-formed XML.")
TOO_MANY_ELEMENTS: Final = _error("too-many-elements", "One exam has more elements than we accept.")
WRONG_ROOT: Final = _error("wrong-root", "The delivered XML is not a TDSReport.")
MISSING_ELEMENT: Final = _error(
    "missing-element", "The report lacks its Test, Examinee or Opportunity element."
)
REPEATED_ELEMENT: Final = _error(
    "repeated-element", "The report has more than one Test, Examinee or Opportunity element."
)

UNKNOWN_SCHOOL: Final = _rule(
    Severity.WAITING,
    "unknown-school",
    "The school is not known yet; the exam is kept until the organizations name it.",
)
UNKNOWN_ASSESSMENT: Final = _rule(
    Severity.WAITING,
    "unknown-assessment",
    "The assessment is not known yet; the exam is kept until its package arrives.",
)
UNKNOWN_SUBJECT: Final = _rule(
    Severity.WAITING,
    "unknown-subject",
    "The assessment's subject is not known yet; the exam is kept until its definition arrives.",
)
SUBJECT_MISMATCH: Final = _error(
    "subject-mismatch", "The test's subject is not the subject of its assessment."
)
GRADE_MISMATCH: Final = _error(
    "grade-mismatch", "The test's grade is not the grade of its assessment."
)
TYPE_MISMATCH: Final = _rule(
    Severity.WARNING,
    "type-mismatch",
    "The test is told to be summative and its assessment is not, or the other way round; the "
    "assessment's type counts.",
)
DISTRICT_MISMATCH: Final = _rule(
    Severity.WARNING,
    "district-mismatch",
    "The school belongs to another district than the one the report names; the organizations' "
    "word counts.",
)

DEMO_STUDENT: Final = _error("demo-student", "The exam belongs to a demonstration student.")
BLANK_VALUE: Final = _error("blank-value", "A required value is missing or blank.")
TOO_LONG: Final = _error("too-long", "A text is longer than the field allows.")
INVALID_DATE: Final = _error("invalid-date", "A date is not written as YYYY-MM-DD.")
INVALID_TIMESTAMP: Final = _error(
    "invalid-timestamp", "A date and time is not written as YYYY-MM-DDThh:mm:ss."
)
INVALID_YEAR: Final = _error("invalid-year", "The academic year is not a year from 2000 to 2099.")
INVALID_BOOLEAN: Final = _error("invalid-boolean", "A yes or no is written in no way we know.")
INVALID_NUMBER: Final = _error("invalid-number", "A number is not written as a finite decimal.")
INVALID_INTEGER: Final = _error(
    "invalid-integer", "A whole number is written wrongly or lies outside the field's range."
)
INVALID_LEVEL: Final = _error("invalid-level", "A performance level is not a whole number above 0.")
INVALID_STANDARD_ERROR: Final = _error(
    "invalid-standard-error", "A standard error is not a number from 0."
)
UNKNOWN_CODE: Final = _error("unknown-code", "A code is not one of the format's codes.")
UNKNOWN_GENDER: Final = _error("unknown-gender", "The gender is not one of the codes.")
UNKNOWN_GRADE: Final = _error("unknown-grade", "The student's grade is not one of the codes.")
UNKNOWN_LANGUAGE: Final = _error("unknown-language", "The language is not one of the codes.")
UNKNOWN_ELAS: Final = _error(
    "unknown-elas", "The English language acquisition status is not one of the codes."
)
UNKNOWN_MILITARY_CONNECTED: Final = _error(
    "unknown-military-connected", "The military connected indicator is not one of the codes."
)
UNKNOWN_COMPLETENESS: Final = _error(
    "unknown-completeness", "The completeness is not one of the codes."
)
UNKNOWN_ADMINISTRATION_CONDITION: Final = _error(
    "unknown-administration-condition", "The administration condition is not one of the codes."
)

SCORE_OUT_OF_RANGE: Final = _error(
    "score-out-of-range", "A scale score lies outside the range of its assessment."
)
DUPLICATE_SCORE: Final = _error(
    "duplicate-score", "One measure has two scores of one kind, so that neither can be trusted."
)
UNKNOWN_TARGET: Final = _error(
    "unknown-target", "A target score names a target that no item of the assessment has."
)
TRAIT_SCORE_OUT_OF_RANGE: Final = _error(
    "trait-score-out-of-range", "A trait score is not a whole number within the trait's range."
)
UNKNOWN_ITEM: Final = _error("unknown-item", "An item is not an item of the assessment.")
DUPLICATE_ITEM: Final = _error(
    "duplicate-item", "An item stands twice at one position, with different scores."
)
REPEATED_ITEM: Final = _rule(
    Severity.WARNING,
    "repeated-item",
    "An item stands twice at one position, with the same score; the first is kept.",
)
ITEM_SCORE_OUT_OF_RANGE: Final = _error(
    "item-score-out-of-range", "An item's score is not a number from -1 to 20."
)

RULES: Final = tuple(_registered)
"""Every rule of exams alone, in the order above; those of archives hold for every feed."""


class Findings:
    """Collects what is wrong with one exam; `where` names the member it came in."""

    __slots__ = ("found", "where")

    def __init__(self, where: str) -> None:
        self.where = where
        self.found: list[Finding] = []

    def add(self, rule: Rule, element: str, message: str) -> None:
        """Note a fault of an element."""
        self.found.append(rule.finding(message, self.where, element))

    @property
    def refused(self) -> bool:
        """Whether any of them is an error."""
        return any(finding.severity is Severity.ERROR for finding in self.found)

"""One report as one exam: every rule is run, and every finding kept, before it counts."""

from dataclasses import dataclass
from typing import Final, cast

from cers.feeds.exams import values
from cers.feeds.exams.catalog import Catalog, Expected
from cers.feeds.exams.document import Report
from cers.feeds.exams.fields import Row
from cers.feeds.exams.item_rows import ItemColumns, ItemRows
from cers.feeds.exams.items import read_items
from cers.feeds.exams.opportunity import (
    TEST_TYPE,
    complete,
    default_condition,
    read_opportunity,
    read_test,
)
from cers.feeds.exams.rules import (
    DISTRICT_MISMATCH,
    GRADE_MISMATCH,
    SUBJECT_MISMATCH,
    TYPE_MISMATCH,
    UNKNOWN_ASSESSMENT,
    UNKNOWN_SCHOOL,
    UNKNOWN_SUBJECT,
    Findings,
)
from cers.feeds.exams.scores import Scores, grouped, ignored
from cers.feeds.exams.student import DELIVERED_DISTRICT, read_school_id, read_student
from cers.model.assessment import Assessment
from cers.model.dataset import Dataset
from cers.model.reference import Missing

_KNOWN_TYPES: Final = ("sum", "int", "form", "ica", "iab")
"""How the types of tests begin that are told as we know them."""

_ADVICE: Final = {
    "school": (UNKNOWN_SCHOOL, "SchoolId", "School", "the organizations name it"),
    "assessment": (UNKNOWN_ASSESSMENT, "Test name", "Assessment", "its package is delivered"),
    "subject": (UNKNOWN_SUBJECT, "Test subject", "Subject", "its definition is delivered"),
}
"""Kind of missing reference data -> rule, element, noun, and what the exam waits for."""


@dataclass(frozen=True, slots=True)
class Exam:
    """A report that was read: `row` has the exam's columns, the others those of its parts.

    Its values may be stored only if nothing was found that refuses it and nothing is missing.
    """

    row: Row
    scores: list[Row]
    targets: list[Row]
    items: ItemColumns | ItemRows
    expected: Expected | None
    missing: frozenset[Missing]
    ignored: tuple[str, ...] = ()
    """Scores that were left out because their measure is unknown."""

    @property
    def dataset(self) -> Dataset:
        """Where the results belong: by the test's year and the assessment's type."""
        if self.expected is None:
            raise ValueError("an exam of an unknown assessment belongs nowhere")
        return Dataset(cast(int, self.row["school_year"]), self.expected.assessment.type)


def read_exam(report: Report, catalog: Catalog, findings: Findings) -> Exam:
    """Read a report; whatever is wrong with it goes to `findings`."""
    row: Row = {}
    read_test(report.test, row, findings)
    read_student(report.examinee, row, findings)
    read_opportunity(report.opportunity, row, findings)
    complete(row)
    expected, missing = expected_of(row, catalog, findings)
    read_school_id(report.examinee, row, findings)
    missing |= place(row, catalog, findings)
    if expected:
        agree(row, expected.assessment, findings)
    delivered = [each.attrib for each in report.opportunity.findall("Score")]
    measures = grouped(delivered, expected, findings)
    scores = Scores(measures, expected, findings)
    row.update(scores.overall())
    items = read_items(report.opportunity.findall("Item"), expected, findings)
    return Exam(
        row,
        scores.details(),
        scores.targets(),
        items,
        expected,
        missing,
        ignored(measures, expected),
    )


def expected_of(
    row: Row, catalog: Catalog, findings: Findings
) -> tuple[Expected | None, frozenset[Missing]]:
    """What the reference data says of the row's assessment, or what of it is missing."""
    if row["assessment_id"] is None:
        return None, frozenset()
    expected = catalog.expected(cast(str, row["assessment_id"]))
    if isinstance(expected, Missing):
        return None, _wait(expected, findings)
    return expected, frozenset()


def place(row: Row, catalog: Catalog, findings: Findings) -> frozenset[Missing]:
    """Put the district into `row`: which one a school belongs to, the organizations say."""
    if row["school_id"] is None:
        return frozenset()
    school_id = cast(str, row["school_id"])
    school = catalog.reference.organizations.schools.get(school_id)
    if school is None:
        return _wait(Missing("school", school_id), findings)
    row["district_id"] = school.district_id
    _compare_district(row, catalog, findings)
    return frozenset()


def _compare_district(row: Row, catalog: Catalog, findings: Findings) -> None:
    """Doubt a district that is another one; an id we do not know may be the vendor's own."""
    delivered = row[DELIVERED_DISTRICT]
    known = catalog.reference.organizations.districts
    if delivered in known and delivered != row["district_id"]:
        message = (
            f'District "{values.shown(str(delivered))}" is not "{row["district_id"]}", which the '
            "school belongs to: correct it, or deliver the organizations anew."
        )
        findings.add(DISTRICT_MISMATCH, "DistrictId", message)


def _wait(missing: Missing, findings: Findings) -> frozenset[Missing]:
    rule, element, noun, until = _ADVICE[missing.kind]
    message = f'{noun} "{values.shown(missing.id)}" is not known: the exam waits until {until}.'
    findings.add(rule, element, message)
    return frozenset({missing})


def _compare_type(row: Row, assessment: Assessment, findings: Findings) -> None:
    told = str(row[TEST_TYPE] or "").lower()
    if told.startswith(_KNOWN_TYPES) and told.startswith("sum") != (assessment.type == "sum"):
        message = (
            f'Test assessmentType "{values.shown(told)}" does not go with the assessment, which '
            f"is of type {assessment.type}: correct the type or the test's name."
        )
        findings.add(TYPE_MISMATCH, "Test assessmentType", message)


def agree(row: Row, assessment: Assessment, findings: Findings) -> None:
    """See that test and assessment agree; the assessment's own spelling is what is kept."""
    subject, grade = row["subject"], row["assessment_grade"]
    if subject is not None and str(subject).lower() != assessment.subject.lower():
        message = (
            f'Test subject "{values.shown(str(subject))}" is not "{assessment.subject}", the '
            "subject of the assessment: correct the subject or the test's name."
        )
        findings.add(SUBJECT_MISMATCH, "Test subject", message)
    if grade is not None and values.padded(str(grade)) != assessment.grade:
        message = (
            f'Test grade "{values.shown(str(grade))}" is not "{assessment.grade}", the grade of '
            "the assessment: correct the grade or the test's name."
        )
        findings.add(GRADE_MISMATCH, "Test grade", message)
    _compare_type(row, assessment, findings)
    row["subject"] = assessment.subject
    row["assessment_grade"] = assessment.grade
    default_condition(row, assessment.type)

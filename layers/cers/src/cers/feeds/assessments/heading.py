"""What the rows of one assessment say of the assessment itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cers.feeds.assessments import rules
from cers.feeds.assessments.columns import REQUIRED, Line
from cers.feeds.assessments.ranges import Fault, Ranges, read_alternates, read_overall
from cers.feeds.numbers import parse_grade, parse_school_year
from cers.feeds.reading import Findings, at_line, quoted
from cers.model.codes import ASSESSMENT_TYPES, GRADES

TEXT_LENGTH: Final = 250
VERSION_LENGTH: Final = 30

_COLUMNS: Final = {
    "name": "AssessmentName",
    "label": "AssessmentLabel",
    "subject": "AssessmentSubject",
    "grade": "AssessmentGrade",
    "type": "AssessmentSubtype",
    "year": "AcademicYear",
    "version": "AssessmentVersion",
    "overall": "ScaledLow1",
    "alternates": "Alt1Low1",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """One row's word on its assessment; `year` is 0 where it cannot be read."""

    name: str
    label: str
    subject: str
    grade: str
    type: str
    year: int
    version: str
    overall: Ranges
    alternates: tuple[Ranges, ...]


def read_heading(
    assessment_id: str, lines: Sequence[Line], prefix: str, findings: Findings
) -> Heading:
    """The heading of the first row, checked; the other rows must agree with it."""
    first, *others = lines
    faults: list[Fault] = []
    heading = _read(first, prefix, faults)
    _check_texts(assessment_id, heading, faults)
    _check_codes(first, heading, faults)
    for fault in faults:
        findings.add(fault.rule, fault.message, at_line(first.number), fault.element)
    for line in others:
        _check_agreement(heading, _read(line, prefix, []), line, findings)
    return heading


def _read(line: Line, prefix: str, faults: list[Fault]) -> Heading:
    asmt_type = line.get("AssessmentSubtype").lower()
    return Heading(
        name=line.get("AssessmentName"),
        label=line.get("AssessmentLabel"),
        subject=line.get("AssessmentSubject"),
        grade=parse_grade(line.get("AssessmentGrade")),
        type="sum" if asmt_type == "summative" else asmt_type,
        year=parse_school_year(line.get("AcademicYear")) or 0,
        version=line.get("AssessmentVersion"),
        overall=read_overall(line, prefix, faults),
        alternates=read_alternates(line, faults),
    )


def _check_texts(assessment_id: str, heading: Heading, faults: list[Fault]) -> None:
    texts = (
        ("AssessmentId", assessment_id, TEXT_LENGTH),
        ("AssessmentName", heading.name, TEXT_LENGTH),
        ("AssessmentLabel", heading.label, TEXT_LENGTH),
        ("AssessmentVersion", heading.version, VERSION_LENGTH),
    )
    for element, text, most in texts:
        if len(text) > most:
            message = f"The text has {len(text)} characters: use at most {most}."
            faults.append(Fault(rules.TOO_LONG, element, message))


def _check_codes(line: Line, heading: Heading, faults: list[Fault]) -> None:
    for element in REQUIRED:
        if not line.get(element):
            faults.append(Fault(rules.MISSING_VALUE, element, "Give the assessment a value."))
    codes = (
        ("AssessmentGrade", heading.grade in GRADES, f"one of {', '.join(GRADES)}"),
        ("AssessmentSubtype", heading.type in ASSESSMENT_TYPES, "ICA, IAB or SUM"),
        ("AcademicYear", bool(heading.year), "a school year such as 2025-2026 or 2026"),
    )
    for element, good, expected in codes:
        value = line.get(element)
        if value and not good:
            message = f"{quoted(value)} should be {expected}."
            faults.append(Fault(rules.INVALID, element, message))


def _check_agreement(first: Heading, other: Heading, line: Line, findings: Findings) -> None:
    for name, element in _COLUMNS.items():
        if getattr(first, name) != getattr(other, name):
            message = "The row contradicts the first row of its assessment: make them agree."
            findings.add(rules.MISMATCH, message, at_line(line.number), element)

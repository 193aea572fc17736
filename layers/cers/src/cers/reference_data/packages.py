"""Assessment packages made from the shipped scales: no items, only what an assessment is."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final

from cers.model.assessment import ScoreRange, grades_of
from cers.reference_data.scales import OVERALL, SCHOOL_YEARS, Scale, scales

VERSION: Final = "1"
"""The version of the shipped packages; a change of their figures gives them a new one."""

_KINDS: Final = {"sum": "Summative", "ica": "Interim Comprehensive (ICA)"}
_LEVELS: Final = (1, 2, 3, 4)
_PREFIXES: Final = ("Scaled", "Alt1", "Alt2")
_COLUMNS: Final = (
    "AssessmentId",
    "AssessmentName",
    "AssessmentSubject",
    "AssessmentGrade",
    "AssessmentSubtype",
    "AssessmentLabel",
    "AssessmentVersion",
    "AcademicYear",
    *(
        f"{prefix}{end}{level}"
        for prefix in _PREFIXES
        for level in _LEVELS
        for end in ("Low", "High")
    ),
)


def assessment_id(subject: str, asmt_type: str, grade: str, school_year: int) -> str:
    """The natural id of a shipped assessment, such as ELA-SUM-03-2026."""
    return f"{subject}-{asmt_type.upper()}-{grade}-{school_year}"


def packages() -> Iterable[tuple[int, bytes]]:
    """One package a school year, with every assessment that figures are shipped for."""
    for year in SCHOOL_YEARS:
        yield year, _package(year)


def _package(year: int) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    used = [scale for scale in scales() if year in scale.years]
    used.sort(key=attrgetter("subject", "grade"))
    for _, same in groupby(used, key=attrgetter("subject", "grade")):
        writer.writerows(_rows(list(same), year))
    return text.getvalue().encode()


def _rows(same: Sequence[Scale], year: int) -> Iterable[Mapping[str, object]]:
    """The assessments of one subject and grade: `same` are its overall and alternate scales."""
    overall = next(scale for scale in same if scale.score == OVERALL)
    alternates = [scale for scale in same if scale.score != OVERALL]
    alternates.sort(key=attrgetter("score"))
    spans = zip(_PREFIXES, (overall, *alternates), strict=False)
    columns = {name: score for prefix, scale in spans for name, score in _ends(prefix, scale)}
    for asmt_type in overall.types:
        label = _label(overall, asmt_type)
        yield {
            "AssessmentId": assessment_id(overall.subject, asmt_type, overall.grade, year),
            "AssessmentName": f"{label} {year - 1}-{year % 100:02}",
            "AssessmentSubject": overall.subject,
            "AssessmentGrade": overall.grade,
            "AssessmentSubtype": asmt_type.upper(),
            "AssessmentLabel": label,
            "AssessmentVersion": VERSION,
            "AcademicYear": f"{year - 1}-{year}",
            **columns,
        }


def _ends(prefix: str, scale: Scale) -> Iterable[tuple[str, str]]:
    for each in scale.ranges:
        yield f"{prefix}Low{each.level}", _whole(each, low=True)
        yield f"{prefix}High{each.level}", _whole(each, low=False)


def _whole(each: ScoreRange, *, low: bool) -> str:
    return f"{each.low if low else each.high:.0f}"


def _label(scale: Scale, asmt_type: str) -> str:
    return f"{_grades(scale)} {scale.subject} - {_KINDS[asmt_type]}"


def _grades(scale: Scale) -> str:
    first, *others = grades_of(scale.subject, scale.grade)
    if first == "KG":
        return "Kindergarten"
    return f"Grades {int(first)}-{int(others[-1])}" if others else f"Grade {int(first)}"

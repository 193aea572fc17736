"""What somebody may choose in an aggregate report."""

from typing import TypedDict

from cers.model.aggregate import ENROLLED_GRADE, ReportType, types_of, values_of
from cers.model.assessment import Assessment
from cers.model.code_names import (
    COMPLETENESS_NAMES,
    CONDITION_NAMES,
    FIELD_NAMES,
    GRADE_NAMES,
    VALUE_NAMES,
    name_of,
)
from cers.model.codes import ADMINISTRATION_CONDITIONS, COMPLETENESS, GRADES
from cers.model.subject import Subject
from cers.model.tenant import StudentField
from cers.reports.aggregate.documents import Organization
from cers.reports.definition import Definition
from cers.reports.documents import Coded, Option
from cers.reports.options import options as codes
from cers.steps.aggregate_rights import Caller, Grounds


class TypeOption(TypedDict):
    """A type of report, and the assessment types it can be made of."""

    type: str
    assessment_types: list[str]


class SubjectOption(TypedDict):
    """A subject's assessments of one type: grades, years, and what else is scored of them."""

    subject: Coded
    assessment_type: str
    grades: list[str]
    school_years: list[int]
    claims: list[Coded]
    alternates: list[Coded]
    targets: bool


class DimensionOption(TypedDict):
    """A dimension, and the values it has."""

    dimension: str
    name: str
    translations: dict[str, str]
    values: list[Option]


class Options(TypedDict):
    """Everything there is to choose; schools are chosen by `/organizations`."""

    organization: Organization
    types: list[TypeOption]
    subjects: list[SubjectOption]
    dimensions: list[DimensionOption]
    conditions: list[Option]
    completeness: list[Option]
    state_comparison: list[str]


def options(caller: Caller, grounds: Grounds) -> Options:
    """What a caller may choose."""
    session = caller.session
    assignment, seen = session.assignment, session.assignment.role.assessment_types
    return Options(
        organization=Organization(
            type=assignment.role.level.value,
            id=assignment.organization_id,
            name=assignment.organization_name,
        ),
        types=[
            TypeOption(type=each.value, assessment_types=[t for t in types_of(each) if t in seen])
            for each in ReportType
        ],
        subjects=_subjects(grounds, seen),
        dimensions=[_dimension(each) for each in (*sorted(session.fields), ENROLLED_GRADE)],
        conditions=codes(ADMINISTRATION_CONDITIONS, CONDITION_NAMES),
        completeness=codes(COMPLETENESS, COMPLETENESS_NAMES),
        state_comparison=[each for each in ("sum",) if each in seen],
    )


def _dimension(dimension: str) -> DimensionOption:
    called = name_of(dimension, FIELD_NAMES)
    grades = dimension == ENROLLED_GRADE
    names = GRADE_NAMES if grades else VALUE_NAMES[StudentField(dimension)]
    return DimensionOption(
        dimension=dimension,
        name=called.name,
        translations=dict(called.translations),
        values=codes(values_of(dimension), names),
    )


def _subjects(grounds: Grounds, seen: frozenset[str]) -> list[SubjectOption]:
    subjects = grounds.reference.subjects()
    by_subject: dict[tuple[str, str], list[Assessment]] = {}
    for each in grounds.reference.assessments().values():
        if each.type in seen:
            by_subject.setdefault((each.subject, each.type), []).append(each)
    return [
        _subject(subjects.get(code), code, kind, found)
        for (code, kind), found in sorted(by_subject.items())
    ]


def _subject(
    subject: Subject | None, code: str, kind: str, found: list[Assessment]
) -> SubjectOption:
    definition = Definition(found[0], subject)
    return SubjectOption(
        subject=Coded(code=code, name=subject.name if subject else code),
        assessment_type=kind,
        grades=sorted({each.grade for each in found}, key=_grade),
        school_years=sorted({each.school_year for each in found}, reverse=True),
        claims=[Coded(code=each.code, name=each.name) for each in definition.claims],
        alternates=list(definition.alternates),
        targets=definition.type is not None and definition.type.target_report,
    )


def _grade(grade: str) -> int:
    return GRADES.index(grade) if grade in GRADES else len(GRADES)

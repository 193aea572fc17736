"""What somebody may choose in an aggregate report."""

from typing import TypedDict

from cers.model.aggregate import ENROLLED_GRADE, ReportType, types_of, values_of
from cers.model.assessment import Assessment
from cers.model.codes import ADMINISTRATION_CONDITIONS, COMPLETENESS, GRADES
from cers.model.subject import Subject
from cers.reports.aggregate.documents import Organization
from cers.reports.definition import Definition
from cers.reports.documents import Coded
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
    values: list[str]


class Options(TypedDict):
    """Everything there is to choose; schools are chosen by `/organizations`."""

    organization: Organization
    types: list[TypeOption]
    subjects: list[SubjectOption]
    dimensions: list[DimensionOption]
    conditions: list[str]
    completeness: list[str]
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
        dimensions=[
            DimensionOption(dimension=each, values=list(values_of(each)))
            for each in (*sorted(session.fields), ENROLLED_GRADE)
        ],
        conditions=list(ADMINISTRATION_CONDITIONS),
        completeness=list(COMPLETENESS),
        state_comparison=[each for each in ("sum",) if each in seen],
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

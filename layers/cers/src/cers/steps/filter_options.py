"""What results can be filtered by: the fields somebody sees, and the values of each."""

from typing import TypedDict

from cers.model.codes import (
    ADMINISTRATION_CONDITIONS,
    COMPLETENESS,
    GRADES,
)
from cers.model.tenant import StudentField, field_values
from cers.reports.documents import Coded
from cers.steps.session import Session
from cers.steps.sources import Sources


class FieldOptions(TypedDict):
    """A student field the caller sees, and the values to filter it by."""

    field: str
    values: list[str]


class FilterOptions(TypedDict):
    """What results can be filtered by."""

    current_school_year: int
    transfer_access: bool
    assessment_types: list[str]
    subjects: list[Coded]
    grades: list[str]
    completeness: list[str]
    conditions: list[str]
    student_fields: list[FieldOptions]


def filter_options(session: Session, sources: Sources) -> FilterOptions:
    """The filters of a session."""
    subjects = sources.reference.subjects().values()
    return FilterOptions(
        current_school_year=session.tenant.current_year,
        transfer_access=session.tenant.transfer_access,
        assessment_types=sorted(session.scope.assessment_types),
        subjects=[
            Coded(code=each.code, name=each.name)
            for each in sorted(subjects, key=lambda each: each.code)
        ],
        grades=list(GRADES),
        completeness=list(COMPLETENESS),
        conditions=list(ADMINISTRATION_CONDITIONS),
        student_fields=[
            FieldOptions(field=each.value, values=list(field_values(each)))
            for each in StudentField
            if each in session.fields
        ],
    )

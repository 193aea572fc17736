"""What results can be filtered by: the fields somebody sees, and the values of each."""

from typing import TypedDict

from cers.model.code_names import (
    ASSESSMENT_TYPE_NAMES,
    COMPLETENESS_NAMES,
    CONDITION_NAMES,
    FIELD_NAMES,
    GRADE_NAMES,
    VALUE_NAMES,
    name_of,
)
from cers.model.codes import (
    ADMINISTRATION_CONDITIONS,
    COMPLETENESS,
    GRADES,
)
from cers.model.tenant import StudentField, field_values
from cers.reports.documents import Coded, Option
from cers.reports.options import accommodation_options, options
from cers.steps.session import Session
from cers.steps.sources import Sources


class FieldOptions(TypedDict):
    """A student field the caller sees, and the values to filter it by."""

    field: str
    name: str
    translations: dict[str, str]
    values: list[Option]


class FilterOptions(TypedDict):
    """What results can be filtered by, and what the codes in them are called.

    Accommodations are no filter: they are named because results list their codes.
    """

    current_school_year: int
    transfer_access: bool
    assessment_types: list[Option]
    subjects: list[Coded]
    grades: list[Option]
    completeness: list[Option]
    conditions: list[Option]
    accommodations: list[Option]
    student_fields: list[FieldOptions]


def filter_options(session: Session, sources: Sources) -> FilterOptions:
    """The filters of a session."""
    subjects = sources.reference.subjects().values()
    return FilterOptions(
        current_school_year=session.tenant.current_year,
        transfer_access=session.tenant.transfer_access,
        assessment_types=options(sorted(session.scope.assessment_types), ASSESSMENT_TYPE_NAMES),
        subjects=[
            Coded(code=each.code, name=each.name)
            for each in sorted(subjects, key=lambda each: each.code)
        ],
        grades=options(GRADES, GRADE_NAMES),
        completeness=options(COMPLETENESS, COMPLETENESS_NAMES),
        conditions=options(ADMINISTRATION_CONDITIONS, CONDITION_NAMES),
        accommodations=accommodation_options(sources.reference.accommodations()),
        student_fields=[_field(each) for each in StudentField if each in session.fields],
    )


def _field(field: StudentField) -> FieldOptions:
    called = name_of(field.value, FIELD_NAMES)
    return FieldOptions(
        field=field.value,
        name=called.name,
        translations=dict(called.translations),
        values=options(field_values(field), VALUE_NAMES[field]),
    )

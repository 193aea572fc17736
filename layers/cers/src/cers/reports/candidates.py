"""Questions about the students of a school: whom groups there can be made of."""

from collections.abc import Collection

from cers.model.organization import School
from cers.model.query import Query, Reach, Value
from cers.model.scope import Scope
from cers.reports.clauses import EVERYTHING, among
from cers.reports.question import ask


def tested(
    scope: Scope, school: School, student_ids: Collection[str] | None, first_year: int
) -> Query:
    """Those with results from the school of some school year or a later one.

    Only those of `student_ids`, where any are given.
    """
    reach = Reach(None, scope.assessment_types, frozenset({school.district_id}))
    values: dict[str, Value] = {"school_id": school.id, "first_year": first_year}
    students = EVERYTHING if student_ids is None else among("student_id", student_ids)
    return ask("candidates_tested", scope, reach, values, {"students": students})


def enrolled(scope: Scope, school: School, student_ids: frozenset[str]) -> Query:
    """Those of some students who attend the school now, as registrations say."""
    clauses = {"students": among("student_id", student_ids)}
    reach = Reach(student_ids=student_ids)
    return ask("candidates_enrolled", scope, reach, {"school_id": school.id}, clauses)

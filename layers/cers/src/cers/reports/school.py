"""Questions about one school. Each answers within a scope, and only what lies at that school."""

from dataclasses import dataclass

from cers.model.access import Scope
from cers.model.organization import School
from cers.model.query import Query, Reach, Value
from cers.reports.question import ask


@dataclass(frozen=True, slots=True)
class Sitting:
    """One assessment as taken at one school in one school year."""

    school: School
    assessment_id: str
    assessment_type: str
    school_year: int


def assessments(scope: Scope, school: School) -> Query:
    """Which assessments have results at a school, per school year."""
    reach = Reach(None, scope.assessment_types, school.district_id)
    return ask("school_assessments", scope, reach, {"school_id": school.id})


def results(scope: Scope, sitting: Sitting) -> Query:
    """The results of one assessment, without names."""
    return _of_sitting("school_results", scope, sitting)


def roster(scope: Scope, sitting: Sitting) -> Query:
    """The results of one assessment, with names."""
    return _of_sitting("school_roster", scope, sitting)


def scores(scope: Scope, sitting: Sitting) -> Query:
    """The claim and alternate scores of one assessment."""
    return _of_sitting("school_scores", scope, sitting)


def _of_sitting(name: str, scope: Scope, sitting: Sitting) -> Query:
    reach = Reach(
        frozenset({sitting.school_year}),
        frozenset({sitting.assessment_type}) & scope.assessment_types,
        sitting.school.district_id,
    )
    values: dict[str, Value] = {
        "school_year": sitting.school_year,
        "asmt_type": sitting.assessment_type,
        "school_id": sitting.school.id,
        "assessment_id": sitting.assessment_id,
    }
    return ask(name, scope, reach, values)

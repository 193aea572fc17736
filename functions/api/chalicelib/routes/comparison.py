"""GET …/assessments/{assessment_id}/comparison: beside the school, the district and the state.

The same rows, about all results of a school or about those of a group.
"""

from typing import Final

from chalice.app import Blueprint

from cers.steps import comparison
from cers.steps.comparison_beyond import caller_of
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.params import ASSESSMENT_ID_LENGTH, identifier, only
from chalicelib.request import Request
from chalicelib.routes.results import GROUP, SCHOOL, Whose, of_group, of_school, school_year

routes = Blueprint(__name__)

_COMPARISON: Final = "/assessments/{assessment_id}/comparison"


@routes.route(SCHOOL + _COMPARISON, authorizer=AUTHORIZER, content_types=[])
@endpoint
def school_comparison(request: Request, school_id: str, assessment_id: str) -> object:
    """The school beside its district and the state."""
    return _comparison(request, of_school(school_id), assessment_id)


@routes.route(GROUP + _COMPARISON, authorizer=AUTHORIZER, content_types=[])
@endpoint
def group_comparison(request: Request, group_id: str, assessment_id: str) -> object:
    """The group beside its school, its district and the state."""
    return _comparison(request, of_group(group_id), assessment_id)


def _comparison(request: Request, whose: Whose, assessment_id: str) -> object:
    opened = session(request)
    only(request.query, "school_year")
    return comparison.comparison(
        caller_of(opened, services().access),
        services().comparisons,
        whose(opened),
        identifier(assessment_id, "assessment_id", ASSESSMENT_ID_LENGTH),
        school_year(request),
    )

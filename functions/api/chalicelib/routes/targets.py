"""GET …/assessments/{assessment_id}/targets: how students do on each content target.

The same report, about all results of a school or about those of a group.
"""

from typing import Final

from chalice.app import Blueprint

from cers.model.tenant import StudentField
from cers.steps import targets
from cers.steps.session import Session
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.filters import PARAMETERS, among, filters
from chalicelib.params import ASSESSMENT_ID_LENGTH, identifier, only
from chalicelib.request import Request
from chalicelib.routes.results import GROUP, SCHOOL, Whose, of_group, of_school, school_year

routes = Blueprint(__name__)

_TARGETS: Final = "/assessments/{assessment_id}/targets"


@routes.route(SCHOOL + _TARGETS, authorizer=AUTHORIZER, content_types=[])
@endpoint
def school_targets(request: Request, school_id: str, assessment_id: str) -> object:
    """How the school's students did on each target."""
    return _targets(request, of_school(school_id), assessment_id)


@routes.route(GROUP + _TARGETS, authorizer=AUTHORIZER, content_types=[])
@endpoint
def group_targets(request: Request, group_id: str, assessment_id: str) -> object:
    """How the group's students did on each target."""
    return _targets(request, of_group(group_id), assessment_id)


def _targets(request: Request, whose: Whose, assessment_id: str) -> object:
    opened = session(request)
    only(request.query, "school_year", "subgroups", *PARAMETERS)
    return targets.targets(
        opened,
        services().sources,
        whose(opened),
        identifier(assessment_id, "assessment_id", ASSESSMENT_ID_LENGTH),
        school_year(request),
        filters(request.query, opened.fields),
        _subgroups(request, opened),
    )


def _subgroups(request: Request, opened: Session) -> list[StudentField]:
    """The fields to part students by, among those the caller sees, always in the same order."""
    seen = tuple(each.value for each in StudentField if each in opened.fields)
    asked = among(request.query, "subgroups", seen)
    return [each for each in StudentField if each.value in asked]

"""GET …/assessments/{assessment_id}/items and …/writing-traits: results by item.

The same reports, about all results of a school or about those of a group.
"""

from typing import Final

from chalice.app import Blueprint

from cers.steps import items
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.filters import PARAMETERS, filters
from chalicelib.params import ASSESSMENT_ID_LENGTH, identifier, only
from chalicelib.request import Request
from chalicelib.routes.results import (
    GROUP,
    SCHOOL,
    Whose,
    of_assessment,
    of_group,
    of_school,
    school_year,
)

ITEM_KEY_LENGTH: Final = 40

routes = Blueprint(__name__)

_ITEMS: Final = "/assessments/{assessment_id}/items"
_DISTRACTORS: Final = _ITEMS + "/distractors"
_STUDENTS: Final = _ITEMS + "/{item_key}/students"
_TRAITS: Final = "/assessments/{assessment_id}/writing-traits"


@routes.route(SCHOOL + _ITEMS, authorizer=AUTHORIZER, content_types=[])
@endpoint
def school_items(request: Request, school_id: str, assessment_id: str) -> object:
    """How the school's students did on each item."""
    return of_assessment(items.items, request, of_school(school_id), assessment_id)


@routes.route(GROUP + _ITEMS, authorizer=AUTHORIZER, content_types=[])
@endpoint
def group_items(request: Request, group_id: str, assessment_id: str) -> object:
    """How the group's students did on each item."""
    return of_assessment(items.items, request, of_group(group_id), assessment_id)


@routes.route(SCHOOL + _DISTRACTORS, authorizer=AUTHORIZER, content_types=[])
@endpoint
def school_distractors(request: Request, school_id: str, assessment_id: str) -> object:
    """What the school's students chose."""
    return of_assessment(items.distractors, request, of_school(school_id), assessment_id)


@routes.route(GROUP + _DISTRACTORS, authorizer=AUTHORIZER, content_types=[])
@endpoint
def group_distractors(request: Request, group_id: str, assessment_id: str) -> object:
    """What the group's students chose."""
    return of_assessment(items.distractors, request, of_group(group_id), assessment_id)


@routes.route(SCHOOL + _TRAITS, authorizer=AUTHORIZER, content_types=[])
@endpoint
def school_writing_traits(request: Request, school_id: str, assessment_id: str) -> object:
    """How the school's students did in each writing trait."""
    return of_assessment(items.writing_traits, request, of_school(school_id), assessment_id)


@routes.route(GROUP + _TRAITS, authorizer=AUTHORIZER, content_types=[])
@endpoint
def group_writing_traits(request: Request, group_id: str, assessment_id: str) -> object:
    """How the group's students did in each writing trait."""
    return of_assessment(items.writing_traits, request, of_group(group_id), assessment_id)


@routes.route(SCHOOL + _STUDENTS, authorizer=AUTHORIZER, content_types=[])
@endpoint
def school_item_students(
    request: Request, school_id: str, assessment_id: str, item_key: str
) -> object:
    """What the school's students answered to one item."""
    return _students(request, of_school(school_id), assessment_id, item_key)


@routes.route(GROUP + _STUDENTS, authorizer=AUTHORIZER, content_types=[])
@endpoint
def group_item_students(
    request: Request, group_id: str, assessment_id: str, item_key: str
) -> object:
    """What the group's students answered to one item."""
    return _students(request, of_group(group_id), assessment_id, item_key)


def _students(request: Request, whose: Whose, assessment_id: str, item_key: str) -> object:
    opened = session(request)
    only(request.query, "school_year", *PARAMETERS)
    return items.students(
        opened,
        services().sources,
        whose(opened),
        identifier(assessment_id, "assessment_id", ASSESSMENT_ID_LENGTH),
        identifier(item_key, "item_key", ITEM_KEY_LENGTH),
        school_year(request),
        filters(request.query, opened.fields),
    )

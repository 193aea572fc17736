"""GET /v1/schools/… and /v1/groups/…: assessments with results, their summaries and rosters.

The same reports, about all results of a school or about those of a group.
"""

from collections.abc import Callable
from typing import Final

from chalice.app import Blueprint

from cers.reports.population import Population
from cers.steps import report
from cers.steps.asking import group_population, school_population
from cers.steps.session import Session
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.filters import PARAMETERS, filters
from chalicelib.params import (
    ASSESSMENT_ID_LENGTH,
    GROUP_ID_LENGTH,
    SCHOOL_ID_LENGTH,
    identifier,
    integer,
    only,
)
from chalicelib.request import Request

routes = Blueprint(__name__)

SCHOOL: Final = "/v1/schools/{school_id}"
GROUP: Final = "/v1/groups/{group_id}"
_ASSESSMENT: Final = "/assessments/{assessment_id}"

Whose = Callable[[Session], Population]


def of_school(school_id: str) -> Whose:
    """The results at the school of a path."""
    found = identifier(school_id, "school_id", SCHOOL_ID_LENGTH)
    return lambda opened: school_population(opened, services().sources, found)


def of_group(group_id: str) -> Whose:
    """The results of the group of a path."""
    found = identifier(group_id, "group_id", GROUP_ID_LENGTH)
    return lambda opened: group_population(opened, services().sources, found)


@routes.route(SCHOOL + "/assessments", authorizer=AUTHORIZER, content_types=[])
@endpoint
def school_assessments(request: Request, school_id: str) -> object:
    """The assessments with results at a school."""
    return _assessments(request, of_school(school_id))


@routes.route(GROUP + "/assessments", authorizer=AUTHORIZER, content_types=[])
@endpoint
def group_assessments(request: Request, group_id: str) -> object:
    """The assessments with results in a group."""
    return _assessments(request, of_group(group_id))


@routes.route(SCHOOL + _ASSESSMENT + "/summary", authorizer=AUTHORIZER, content_types=[])
@endpoint
def school_summary(request: Request, school_id: str, assessment_id: str) -> object:
    """How the school's students did."""
    return _summary(request, of_school(school_id), assessment_id)


@routes.route(GROUP + _ASSESSMENT + "/summary", authorizer=AUTHORIZER, content_types=[])
@endpoint
def group_summary(request: Request, group_id: str, assessment_id: str) -> object:
    """How the group's students did."""
    return _summary(request, of_group(group_id), assessment_id)


@routes.route(SCHOOL + _ASSESSMENT + "/students", authorizer=AUTHORIZER, content_types=[])
@endpoint
def school_students(request: Request, school_id: str, assessment_id: str) -> object:
    """The school's results, student by student."""
    return _students(request, of_school(school_id), assessment_id)


@routes.route(GROUP + _ASSESSMENT + "/students", authorizer=AUTHORIZER, content_types=[])
@endpoint
def group_students(request: Request, group_id: str, assessment_id: str) -> object:
    """The group's results, student by student."""
    return _students(request, of_group(group_id), assessment_id)


def _assessments(request: Request, whose: Whose) -> object:
    opened = session(request)
    only(request.query, "school_year", *PARAMETERS)
    kept = filters(request.query, opened.fields)
    population = whose(opened)
    return report.assessments(opened, services().sources, population, school_year(request), kept)


def _summary(request: Request, whose: Whose, assessment_id: str) -> object:
    opened = session(request)
    only(request.query, "school_year", *PARAMETERS)
    return report.summary(
        opened,
        services().sources,
        whose(opened),
        identifier(assessment_id, "assessment_id", ASSESSMENT_ID_LENGTH),
        school_year(request),
        filters(request.query, opened.fields),
    )


def _students(request: Request, whose: Whose, assessment_id: str) -> object:
    opened = session(request)
    only(request.query, "school_year", *PARAMETERS)
    return report.roster(
        opened,
        services().sources,
        whose(opened),
        identifier(assessment_id, "assessment_id", ASSESSMENT_ID_LENGTH),
        school_year(request),
        filters(request.query, opened.fields),
    )


def school_year(request: Request) -> int | None:
    """The school year a query names, if it does."""
    return integer(request.query, "school_year", 2000, 2100)

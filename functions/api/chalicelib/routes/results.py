"""GET /v1/schools/… and /v1/groups/…: assessments with results, summaries, rosters, dashboards.

The same reports, about all results of a school or about those of a group.
"""

from collections.abc import Callable
from typing import Final

from chalice.app import Blueprint

from cers.model.codes import ASSESSMENT_TYPES
from cers.model.filters import Filters
from cers.reports.population import Population
from cers.steps import report
from cers.steps.asking import group_population, school_population
from cers.steps.session import Session
from cers.steps.sources import Sources
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.filters import PARAMETERS, among, filters
from chalicelib.params import (
    ASSESSMENT_ID_LENGTH,
    GROUP_ID_LENGTH,
    SCHOOL_ID_LENGTH,
    identifier,
    integer,
    only,
    text,
)
from chalicelib.request import Request

routes = Blueprint(__name__)

SCHOOL: Final = "/v1/schools/{school_id}"
GROUP: Final = "/v1/groups/{group_id}"
_ASSESSMENT: Final = "/assessments/{assessment_id}"

Whose = Callable[[Session], Population]
Reported = Callable[[Session, Sources, Population, str, int | None, Filters], object]


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


@routes.route(SCHOOL + "/grades", authorizer=AUTHORIZER, content_types=[])
@endpoint
def school_grades(request: Request, school_id: str) -> object:
    """The grades assessed at a school."""
    opened = session(request)
    only(request.query)
    found = identifier(school_id, "school_id", SCHOOL_ID_LENGTH)
    return report.grades(opened, services().sources, found)


@routes.route(SCHOOL + "/dashboard", authorizer=AUTHORIZER, content_types=[])
@endpoint
def school_dashboard(request: Request, school_id: str) -> object:
    """How the school's students stand on each interim block."""
    return _dashboard(request, of_school(school_id))


@routes.route(GROUP + "/dashboard", authorizer=AUTHORIZER, content_types=[])
@endpoint
def group_dashboard(request: Request, group_id: str) -> object:
    """How the group's students stand on each interim block."""
    return _dashboard(request, of_group(group_id))


@routes.route(SCHOOL + _ASSESSMENT + "/summary", authorizer=AUTHORIZER, content_types=[])
@endpoint
def school_summary(request: Request, school_id: str, assessment_id: str) -> object:
    """How the school's students did."""
    return of_assessment(report.summary, request, of_school(school_id), assessment_id)


@routes.route(GROUP + _ASSESSMENT + "/summary", authorizer=AUTHORIZER, content_types=[])
@endpoint
def group_summary(request: Request, group_id: str, assessment_id: str) -> object:
    """How the group's students did."""
    return of_assessment(report.summary, request, of_group(group_id), assessment_id)


@routes.route(SCHOOL + _ASSESSMENT + "/students", authorizer=AUTHORIZER, content_types=[])
@endpoint
def school_students(request: Request, school_id: str, assessment_id: str) -> object:
    """The school's results, student by student."""
    return of_assessment(report.roster, request, of_school(school_id), assessment_id)


@routes.route(GROUP + _ASSESSMENT + "/students", authorizer=AUTHORIZER, content_types=[])
@endpoint
def group_students(request: Request, group_id: str, assessment_id: str) -> object:
    """The group's results, student by student."""
    return of_assessment(report.roster, request, of_group(group_id), assessment_id)


@routes.route(SCHOOL + _ASSESSMENT + "/percentiles", authorizer=AUTHORIZER, content_types=[])
@endpoint
def school_percentiles(request: Request, school_id: str, assessment_id: str) -> object:
    """The percentile tables that apply to the school's results."""
    return of_assessment(report.percentiles, request, of_school(school_id), assessment_id)


@routes.route(GROUP + _ASSESSMENT + "/percentiles", authorizer=AUTHORIZER, content_types=[])
@endpoint
def group_percentiles(request: Request, group_id: str, assessment_id: str) -> object:
    """The percentile tables that apply to the group's results."""
    return of_assessment(report.percentiles, request, of_group(group_id), assessment_id)


def _assessments(request: Request, whose: Whose) -> object:
    opened = session(request)
    only(request.query, "school_year", "subject", "types", "grade", *PARAMETERS)
    return report.assessments(
        opened,
        services().sources,
        whose(opened),
        _choice(request),
        filters(request.query, opened.fields),
    )


def of_assessment(reported: Reported, request: Request, whose: Whose, assessment_id: str) -> object:
    """A report about one assessment, as the path and the query of a request ask for it."""
    opened = session(request)
    only(request.query, "school_year", *PARAMETERS)
    return reported(
        opened,
        services().sources,
        whose(opened),
        identifier(assessment_id, "assessment_id", ASSESSMENT_ID_LENGTH),
        school_year(request),
        filters(request.query, opened.fields),
    )


def _dashboard(request: Request, whose: Whose) -> object:
    opened = session(request)
    only(request.query, "school_year", *PARAMETERS)
    return report.dashboard(
        opened,
        services().sources,
        whose(opened),
        school_year(request),
        filters(request.query, opened.fields),
    )


def _choice(request: Request) -> report.Choice:
    return report.Choice(
        school_year=school_year(request),
        subject=text(request.query, "subject", 10),
        types=among(request.query, "types", ASSESSMENT_TYPES),
        grade=text(request.query, "grade", 2),
    )


def school_year(request: Request) -> int | None:
    """The school year a query names, if it does."""
    return integer(request.query, "school_year", 2000, 2100)

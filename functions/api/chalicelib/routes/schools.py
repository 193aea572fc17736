"""GET /v1/schools/…: the assessments of a school, their summaries and their rosters."""

from typing import Final

from chalice.app import Blueprint

from cers.steps import report
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.params import (
    ASSESSMENT_ID_LENGTH,
    SCHOOL_ID_LENGTH,
    identifier,
    integer,
    only,
)
from chalicelib.request import Request

routes = Blueprint(__name__)

_ASSESSMENTS: Final = "/v1/schools/{school_id}/assessments"
_ASSESSMENT: Final = _ASSESSMENTS + "/{assessment_id}"


@routes.route(_ASSESSMENTS, authorizer=AUTHORIZER, content_types=[])
@endpoint
def assessments(request: Request, school_id: str) -> object:
    """The assessments with results."""
    return report.school_assessments(
        session(request),
        services().sources,
        identifier(school_id, "school_id", SCHOOL_ID_LENGTH),
        _school_year(request),
    )


@routes.route(_ASSESSMENT + "/summary", authorizer=AUTHORIZER, content_types=[])
@endpoint
def summary(request: Request, school_id: str, assessment_id: str) -> object:
    """How the school's students did."""
    return report.summary(
        session(request),
        services().sources,
        identifier(school_id, "school_id", SCHOOL_ID_LENGTH),
        identifier(assessment_id, "assessment_id", ASSESSMENT_ID_LENGTH),
        _school_year(request),
    )


@routes.route(_ASSESSMENT + "/students", authorizer=AUTHORIZER, content_types=[])
@endpoint
def students(request: Request, school_id: str, assessment_id: str) -> object:
    """The results, student by student."""
    return report.roster(
        session(request),
        services().sources,
        identifier(school_id, "school_id", SCHOOL_ID_LENGTH),
        identifier(assessment_id, "assessment_id", ASSESSMENT_ID_LENGTH),
        _school_year(request),
    )


def _school_year(request: Request) -> int | None:
    only(request.query, "school_year")
    return integer(request.query, "school_year", 2000, 2100)

"""GET /v1/organizations: the schools within the caller's scope."""

from typing import Final

from chalice.app import Blueprint

from cers.steps.report_schools import schools
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.params import integer, only, text
from chalicelib.request import Request
from chalicelib.responses import Impersonal

PAGE: Final = 50
LONGEST_PAGE: Final = 200

routes = Blueprint(__name__)


@routes.route("/v1/organizations", authorizer=AUTHORIZER, content_types=[])
@endpoint
def organizations(request: Request) -> object:
    """One page of schools, by name."""
    scope = session(request).scope
    only(request.query, "search", "limit", "cursor")
    return Impersonal(
        schools(
            scope,
            services().sources.reference.organizations(),
            search=text(request.query, "search", 100),
            limit=integer(request.query, "limit", 1, LONGEST_PAGE) or PAGE,
            cursor=text(request.query, "cursor", 400),
        )
    )

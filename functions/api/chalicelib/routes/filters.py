"""GET /v1/filters: what results can be filtered by, and the values there are."""

from chalice.app import Blueprint

from cers.steps.filter_options import filter_options
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.params import only
from chalicelib.request import Request
from chalicelib.responses import Impersonal

routes = Blueprint(__name__)


@routes.route("/v1/filters", authorizer=AUTHORIZER, content_types=[])
@endpoint
def filters(request: Request) -> object:
    """The filters of the caller's role."""
    opened = session(request)
    only(request.query)
    return Impersonal(filter_options(opened, services().sources))

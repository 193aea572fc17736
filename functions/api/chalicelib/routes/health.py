"""GET /v1/health: whether the service answers. It needs no token."""

from typing import Final

from chalice.app import Blueprint

from chalicelib.endpoint import endpoint
from chalicelib.params import only
from chalicelib.request import Request

VERSION: Final = "0.1.0"

routes = Blueprint(__name__)


@routes.route("/v1/health", content_types=[])
@endpoint
def health(request: Request) -> object:
    """It does."""
    only(request.query)
    return {"status": "ok", "version": VERSION}

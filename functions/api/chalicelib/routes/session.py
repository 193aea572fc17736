"""/v1/session: signing in at the identity provider, and the cookies of a session.

No route here has an authorizer: they are where tokens come from. What they send and are sent stays
out of every log.
"""

from typing import Final

from chalice.app import Blueprint

from cers.model.access import NotPermittedError
from cers.model.cookie import Cookies
from cers.model.errors import CersError
from cers.steps import sign_in
from chalicelib.endpoint import endpoint, note, services
from chalicelib.params import only
from chalicelib.request import Request
from chalicelib.responses import Redirect, WithCookies

routes = Blueprint(__name__)

REQUEST_HEADER: Final = "x-cers-request"
"""What a form of another site cannot send, and its script may not."""

_FAILED: Final = Redirect("/?sign_in=failed")


@routes.route("/v1/session/start", content_types=[])
@endpoint
def start(request: Request) -> object:
    """Off to the identity provider."""
    try:
        step = sign_in.start(services().door, request.query.get("return_to", "/"))
    except CersError as error:
        note(error)
        return _FAILED
    return Redirect(step.location, step.cookies)


@routes.route("/v1/session/callback", content_types=[])
@endpoint
def callback(request: Request) -> object:
    """Back from there, with a code; whatever is wrong about it is not said."""
    state, code = (request.query.get(name, "") for name in ("state", "code"))
    door, cookies = services().door, _cookies(request)
    if "error" in request.query:
        outcome = "cancelled" if request.query["error"] == "access_denied" else "failed"
        return Redirect(sign_in.turned_back(door, cookies, state, outcome))
    try:
        step = sign_in.arrive(door, cookies, state, code)
    except CersError as error:
        note(error)
        return Redirect(sign_in.turned_back(door, cookies, state, "failed"))
    return Redirect(step.location, step.cookies)


@routes.route("/v1/session/renewal", methods=["POST"])
@endpoint
def renewal(request: Request) -> object:
    """More time."""
    _by_our_page(request)
    opened = sign_in.renew(services().door, _cookies(request))
    return WithCookies({"expires_at": opened.expires_at.isoformat()}, opened.cookies)


@routes.route("/v1/session/end", methods=["POST"])
@endpoint
def end(request: Request) -> object:
    """No more."""
    _by_our_page(request)
    step = sign_in.end(services().door, _cookies(request))
    return WithCookies({"sign_out_url": step.location or None}, step.cookies)


def _cookies(request: Request) -> Cookies:
    return Cookies.of(request.headers.get("cookie", ""))


def _by_our_page(request: Request) -> None:
    only(request.query)
    if request.headers.get(REQUEST_HEADER) != "1":
        raise NotPermittedError("only the site's own pages may ask for this")

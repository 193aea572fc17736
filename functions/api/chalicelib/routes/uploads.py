"""/v1/deliveries/uploads: handing files in from a browser."""

import re
from typing import Any, Final

from chalice.app import Blueprint

from cers.model.delivery import Feed
from cers.model.errors import InputError
from cers.steps import uploads as steps
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.params import body, integer_member, only, text_member
from chalicelib.request import Request
from chalicelib.responses import Created

NAME_LENGTH: Final = 250
FEED_LENGTH: Final = 20
VERSION_LENGTH: Final = 200
ID_LENGTH: Final = 32
LARGEST: Final = 10**15
"""In bytes; what a feed takes is less, and said so."""

_UPLOADS: Final = "/v1/deliveries/uploads"
_VERSION: Final = re.compile(r"[\w.~+/=-]*", re.ASCII)

routes = Blueprint(__name__)


@routes.route("/v1/deliveries/options", authorizer=AUTHORIZER, content_types=[])
@endpoint
def options(request: Request) -> object:
    """What may be delivered, and whose deliveries may be looked at."""
    opened = session(request)
    only(request.query)
    return steps.options(opened, services().uploads)


@routes.route(_UPLOADS, methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def prepare(request: Request) -> object:
    """A form to upload one file with."""
    opened = session(request)
    only(request.query)
    members = body(request, "feed", "name", "size")
    size = integer_member(members, "size", 0, LARGEST)
    if size is None:
        raise InputError("size: it is needed, in bytes")
    made = steps.prepare(opened, services().uploads, _feed(members), _name(members), size)
    return Created(made)


@routes.route(_UPLOADS + "/landed", methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def landed(request: Request) -> object:
    """The delivery that an upload became."""
    opened = session(request)
    only(request.query)
    members = body(request, "feed", "name", "upload_id", "version_id")
    upload_id = text_member(members, "upload_id", ID_LENGTH, needed=True)
    version_id = text_member(members, "version_id", VERSION_LENGTH)
    if not _VERSION.fullmatch(version_id):
        raise InputError("version_id: the one that the answer to the upload names")
    found = _feed(members), _name(members)
    return steps.landed(opened, services().uploads, *found, upload_id, version_id)


def _feed(members: dict[str, Any]) -> Feed:
    name = text_member(members, "feed", FEED_LENGTH, needed=True)
    if name not in set(Feed):
        raise InputError(f"feed: one of {', '.join(Feed)}")
    return Feed(name)


def _name(members: dict[str, Any]) -> str:
    """The file's name as it was given: blanks around it are a fault, and not taken away."""
    text_member(members, "name", NAME_LENGTH, needed=True)
    return str(members["name"])

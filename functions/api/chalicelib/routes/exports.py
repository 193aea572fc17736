"""/v1/exports: files of every result of some schools, made for their owner."""

from typing import Final

from chalice.app import Blueprint

from cers.model.export_job import MOST_SCHOOLS
from cers.steps import exports
from cers.steps.export_orders import Order
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.params import (
    SCHOOL_ID_LENGTH,
    body,
    identifier,
    only,
    text_member,
    texts_member,
    truth_member,
    types_member,
    year_member,
)
from chalicelib.request import Request
from chalicelib.responses import Accepted

routes = Blueprint(__name__)

EXPORTS: Final = "/v1/exports"
EXPORT: Final = EXPORTS + "/{export_id}"

NAME_LENGTH: Final = 100
_ID_LENGTH: Final = 40
_MEMBERS: Final = (
    "name",
    "school_year",
    "school_ids",
    "district_id",
    "types",
    "transfers",
    "format",
)


@routes.route(EXPORTS, methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def create(request: Request) -> object:
    """Have an export made."""
    opened = session(request)
    only(request.query)
    return Accepted(exports.create(opened, services().exports, _order(request)))


@routes.route(EXPORTS, authorizer=AUTHORIZER, content_types=[])
@endpoint
def mine(request: Request) -> object:
    """The caller's exports."""
    opened = session(request)
    only(request.query)
    return exports.exports(opened, services().exports)


@routes.route(EXPORT, authorizer=AUTHORIZER, content_types=[])
@endpoint
def one(request: Request, export_id: str) -> object:
    """How far an export has come, and where its file is."""
    opened = session(request)
    only(request.query)
    found = identifier(export_id, "export_id", _ID_LENGTH)
    return exports.export(opened, services().exports, found)


@routes.route(EXPORT, methods=["DELETE"], authorizer=AUTHORIZER, content_types=[])
@endpoint
def delete(request: Request, export_id: str) -> object:
    """Forget an export."""
    opened = session(request)
    only(request.query)
    found = identifier(export_id, "export_id", _ID_LENGTH)
    exports.delete(opened, services().exports, found)
    return {"deleted": found}


def _order(request: Request) -> Order:
    members = body(request, *_MEMBERS)
    return Order(
        name=text_member(members, "name", NAME_LENGTH),
        school_year=year_member(members),
        school_ids=texts_member(members, "school_ids", SCHOOL_ID_LENGTH, MOST_SCHOOLS) or (),
        district_id=text_member(members, "district_id", SCHOOL_ID_LENGTH),
        assessment_types=types_member(members),
        transfers=truth_member(members, "transfers", otherwise=True),
        format=text_member(members, "format", 10) or "csv",
    )

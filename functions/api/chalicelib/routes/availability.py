"""/v1/availability: how far summative results have come, moved on or back by reviewers."""

from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from cers.model.availability import Availability, ReportKind, Slice
from cers.model.errors import InputError
from cers.steps import availability, availability_changes
from cers.steps.availability_changes import Move
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.params import (
    SCHOOL_ID_LENGTH,
    body,
    integer,
    integer_member,
    only,
    text,
    text_member,
)
from chalicelib.request import Request

SUBJECT_LENGTH: Final = 40
CURSOR_LENGTH: Final = 1_000
MOST_CHANGES: Final = 500
_SLICE: Final = ("school_year", "district_id", "subject", "kind")
_FILTER: Final = (*_SLICE, "status")

routes = Blueprint(__name__)


@routes.route("/v1/availability", authorizer=AUTHORIZER, content_types=[])
@endpoint
def shown(request: Request) -> object:
    """One page of the matrix."""
    opened = session(request)
    only(request.query, *_FILTER, "cursor")
    wanted = availability.Wanted(
        school_year=integer(request.query, "school_year", 2000, 2100),
        district_id=text(request.query, "district_id", SCHOOL_ID_LENGTH),
        subject=text(request.query, "subject", SUBJECT_LENGTH),
        kind=_kind(text(request.query, "kind", 20)),
        status=_status(text(request.query, "status", 20)),
    )
    cursor = text(request.query, "cursor", CURSOR_LENGTH)
    return availability.show(opened, services().availability_desk, wanted, cursor)


@routes.route("/v1/availability", methods=["PUT"], authorizer=AUTHORIZER)
@endpoint
def changed(request: Request) -> object:
    """Move some results, or all that a filter finds."""
    opened = session(request)
    only(request.query)
    members = body(request, "changes", "filter", "status")
    desk = services().availability_desk
    if "changes" in members:
        if "filter" in members or "status" in members:
            raise InputError("changes: either these, or filter and status")
        return availability_changes.move_each(opened, desk, _moves(members["changes"]))
    status = _status(text_member(members, "status", 20, needed=True))
    if "filter" not in members or status is None:
        raise InputError("filter: it is needed, be it empty, where there are no changes")
    return availability_changes.move_all(opened, desk, _filter(members["filter"]), status)


@routes.route("/v1/availability/history", authorizer=AUTHORIZER, content_types=[])
@endpoint
def history(request: Request) -> object:
    """One page of what was moved."""
    opened = session(request)
    only(request.query, "school_year", "cursor")
    year = integer(request.query, "school_year", 2000, 2100)
    cursor = text(request.query, "cursor", CURSOR_LENGTH)
    return availability_changes.history(opened, services().availability_desk, year, cursor)


def _moves(given: object) -> list[Move]:
    if not isinstance(given, list) or not 0 < len(given) <= MOST_CHANGES:
        raise InputError(f"changes: a list of 1 to {MOST_CHANGES}")
    return [_move(each) for each in given]


def _move(given: object) -> Move:
    members = _members(given, "changes", *_FILTER)
    year = integer_member(members, "school_year", 2000, 2100)
    kind = _kind(text_member(members, "kind", 20, needed=True))
    status = _status(text_member(members, "status", 20, needed=True))
    if year is None or kind is None or status is None:
        raise InputError("changes: each has a school_year, a kind and a status")
    subject = text_member(members, "subject", SUBJECT_LENGTH, needed=True)
    district_id = text_member(members, "district_id", SCHOOL_ID_LENGTH, needed=True)
    return Move(Slice(year, subject, kind, district_id), status)


def _filter(given: object) -> availability.Wanted:
    members = _members(given, "filter", *_FILTER)
    return availability.Wanted(
        school_year=integer_member(members, "school_year", 2000, 2100),
        district_id=text_member(members, "district_id", SCHOOL_ID_LENGTH),
        subject=text_member(members, "subject", SUBJECT_LENGTH),
        kind=_kind(text_member(members, "kind", 20)),
        status=_status(text_member(members, "status", 20)),
    )


def _members(given: object, name: str, *known: str) -> Mapping[str, Any]:
    if not isinstance(given, dict) or not set(given) <= set(known):
        raise InputError(f"{name}: with no other members than {', '.join(known)}")
    return given


def _kind(value: str) -> ReportKind | None:
    if not value:
        return None
    try:
        return ReportKind(value)
    except ValueError:
        raise InputError(f"kind: {' or '.join(ReportKind)}") from None


def _status(value: str) -> Availability | None:
    if not value:
        return None
    try:
        return Availability(value)
    except ValueError:
        raise InputError(f"status: one of {', '.join(Availability)}") from None

"""/v1/me/activity and /v1/access-log/search: what was written down about who saw what."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from chalice.app import Blueprint

from cers.model.audit import Wanted
from cers.model.errors import InputError
from cers.steps import audit_log as steps
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, identify, services, session
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

PAGE: Final = 50
LONGEST_PAGE: Final = 200
CURSOR_LENGTH: Final = 400
STUDENT_ID_LENGTH: Final = 60
USERNAME_LENGTH: Final = 128

routes = Blueprint(__name__)


@routes.route("/v1/me/activity", authorizer=AUTHORIZER, content_types=[])
@endpoint
def mine(request: Request) -> object:
    """What the caller did, under any assignment, newest first."""
    identity = identify(request)
    only(request.query, "limit", "cursor")
    return steps.my_activity(
        identity.subject,
        services().audit_log,
        services().reference,
        cursor=text(request.query, "cursor", CURSOR_LENGTH),
        limit=integer(request.query, "limit", 1, LONGEST_PAGE) or PAGE,
    )


@routes.route("/v1/access-log/search", methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def search(request: Request) -> object:
    """Who saw which students of the caller's district."""
    opened = session(request)
    only(request.query)
    members = body(request, "from", "to", "student_id", "username", "school_id", "limit", "cursor")
    wanted = Wanted(
        student_id=text_member(members, "student_id", STUDENT_ID_LENGTH),
        username=text_member(members, "username", USERNAME_LENGTH),
        school_id=text_member(members, "school_id", SCHOOL_ID_LENGTH),
    )
    return steps.search(
        opened,
        services().audit_log,
        services().sources,
        steps.Search(_day(members, "from"), _day(members, "to"), wanted),
        cursor=text_member(members, "cursor", CURSOR_LENGTH),
        limit=integer_member(members, "limit", 1, LONGEST_PAGE) or PAGE,
    )


def _day(members: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(text_member(members, name, 10, needed=True))
    except ValueError:
        raise InputError(f"{name}: a date such as 2026-05-01") from None

"""/v1/own-groups and /v1/students/candidates: groups that educators make for themselves."""

from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from cers.feeds.groups.rules import GROUP_NAME, LENGTHS
from cers.model.codes import GRADES
from cers.model.errors import InputError
from cers.steps import own_groups
from cers.steps.group_changes import Content
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.params import (
    GROUP_ID_LENGTH,
    SCHOOL_ID_LENGTH,
    body,
    identifier,
    only,
    text_member,
)
from chalicelib.request import Request
from chalicelib.responses import Created
from chalicelib.routes.groups import VERSION_LENGTH, student_ids, subject

CURSOR_LENGTH: Final = 4_000
_GROUP: Final = "/v1/own-groups/{group_id}"
_CONTENT: Final = ("name", "subject", "student_ids")

routes = Blueprint(__name__)


@routes.route("/v1/own-groups", methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def create(request: Request) -> object:
    """Make a group for oneself."""
    opened = session(request)
    only(request.query)
    members = body(request, "school_id", *_CONTENT)
    school_id = text_member(members, "school_id", SCHOOL_ID_LENGTH, needed=True)
    return Created(
        own_groups.create_own_group(opened, services().groups, school_id, _content(members))
    )


@routes.route(_GROUP, methods=["PUT"], authorizer=AUTHORIZER)
@endpoint
def change(request: Request, group_id: str) -> object:
    """Change a group of one's own."""
    opened = session(request)
    only(request.query)
    members = body(request, "version", *_CONTENT)
    return own_groups.change_own_group(
        opened,
        services().groups,
        identifier(group_id, "group_id", GROUP_ID_LENGTH),
        _content(members),
        text_member(members, "version", VERSION_LENGTH, needed=True),
    )


@routes.route(_GROUP, methods=["DELETE"], authorizer=AUTHORIZER, content_types=[])
@endpoint
def delete(request: Request, group_id: str) -> object:
    """Delete a group of one's own; answered with what it was."""
    opened = session(request)
    only(request.query)
    found = identifier(group_id, "group_id", GROUP_ID_LENGTH)
    return own_groups.delete_own_group(opened, services().groups, found)


@routes.route("/v1/students/candidates", methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def candidates(request: Request) -> object:
    """The students of a school whom the caller may put into a group."""
    opened = session(request)
    only(request.query)
    members = body(request, "school_id", "search", "grade", "cursor")
    grade = text_member(members, "grade", 2)
    if grade and grade not in GRADES:
        raise InputError(f"grade: one of {', '.join(GRADES)}")
    return own_groups.candidates(
        opened,
        services().groups,
        text_member(members, "school_id", SCHOOL_ID_LENGTH, needed=True),
        own_groups.Looked(text_member(members, "search", 100), grade),
        text_member(members, "cursor", CURSOR_LENGTH),
    )


def _content(members: Mapping[str, Any]) -> Content:
    return Content(
        name=text_member(members, "name", LENGTHS[GROUP_NAME], needed=True),
        subject=subject(members),
        student_ids=student_ids(members),
    )

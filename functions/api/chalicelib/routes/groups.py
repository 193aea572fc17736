"""/v1/groups: the groups the caller may look at, and assigned ones as coordinators keep them."""

from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from cers.feeds.groups.rules import GROUP_NAME, LENGTHS, LOGIN, MAX_STUDENTS, STUDENT
from cers.model.errors import InputError
from cers.steps import group_changes, groups
from cers.steps.group_changes import MAX_USERS, Content
from cers.steps.group_import import import_groups
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.params import (
    GROUP_ID_LENGTH,
    SCHOOL_ID_LENGTH,
    body,
    identifier,
    integer,
    integer_member,
    only,
    text,
    text_member,
    texts_member,
)
from chalicelib.request import Request
from chalicelib.responses import Created

VERSION_LENGTH: Final = 40
SUBJECT_LENGTH: Final = 40
LONGEST_CSV: Final = 200 * 1024
_GROUP: Final = "/v1/groups/{group_id}"
_CONTENT: Final = ("name", "subject", "student_ids", "usernames")

routes = Blueprint(__name__)


@routes.route("/v1/groups", authorizer=AUTHORIZER, content_types=[])
@endpoint
def listed(request: Request) -> object:
    """The groups the caller may look at."""
    opened = session(request)
    only(request.query, "school_id", "school_year", "subject", "search")
    wanted = groups.Wanted(
        school_id=text(request.query, "school_id", SCHOOL_ID_LENGTH),
        school_year=integer(request.query, "school_year", 2000, 2100),
        subject=text(request.query, "subject", SUBJECT_LENGTH),
        search=text(request.query, "search", 100),
    )
    return groups.list_groups(opened, services().groups, wanted)


@routes.route(_GROUP, authorizer=AUTHORIZER, content_types=[])
@endpoint
def one(request: Request, group_id: str) -> object:
    """A group with its students."""
    opened = session(request)
    only(request.query)
    found = identifier(group_id, "group_id", GROUP_ID_LENGTH)
    return groups.get_group(opened, services().groups, found)


@routes.route("/v1/groups", methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def create(request: Request) -> object:
    """Make an assigned group."""
    opened = session(request)
    only(request.query)
    members = body(request, "school_id", "school_year", *_CONTENT)
    school_id = text_member(members, "school_id", SCHOOL_ID_LENGTH, needed=True)
    school_year = integer_member(members, "school_year", 2000, 2100)
    if school_year is None:
        raise InputError("school_year: it is needed")
    return Created(
        group_changes.create_group(
            opened, services().groups, school_id, school_year, assigned_content(members)
        )
    )


@routes.route(_GROUP, methods=["PUT"], authorizer=AUTHORIZER)
@endpoint
def change(request: Request, group_id: str) -> object:
    """Change an assigned group."""
    opened = session(request)
    only(request.query)
    members = body(request, "version", *_CONTENT)
    return group_changes.change_group(
        opened,
        services().groups,
        identifier(group_id, "group_id", GROUP_ID_LENGTH),
        assigned_content(members),
        text_member(members, "version", VERSION_LENGTH, needed=True),
    )


@routes.route(_GROUP, methods=["DELETE"], authorizer=AUTHORIZER, content_types=[])
@endpoint
def delete(request: Request, group_id: str) -> object:
    """Delete an assigned group; answered with what it was."""
    opened = session(request)
    only(request.query)
    found = identifier(group_id, "group_id", GROUP_ID_LENGTH)
    return group_changes.delete_group(opened, services().groups, found)


@routes.route("/v1/groups/import", methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def imported(request: Request) -> object:
    """Replace the groups that a file names, all or none."""
    opened = session(request)
    only(request.query)
    csv = body(request, "csv").get("csv")
    if not isinstance(csv, str) or len(csv.encode(errors="surrogatepass")) > LONGEST_CSV:
        raise InputError(f"csv: the text of a group file, of at most {LONGEST_CSV // 1024} KiB")
    return import_groups(opened, services().group_import, csv.encode(errors="surrogatepass"))


def assigned_content(members: Mapping[str, Any]) -> Content:
    """What an assigned group is to be."""
    usernames = texts_member(members, "usernames", LENGTHS[LOGIN], MAX_USERS) or ()
    return Content(
        name=text_member(members, "name", LENGTHS[GROUP_NAME], needed=True),
        subject=subject(members),
        student_ids=student_ids(members),
        usernames=tuple(dict.fromkeys(each.lower() for each in usernames)),
    )


def subject(members: Mapping[str, Any]) -> str | None:
    """The code of a subject; None, as JSON's null, stands for every one."""
    if "subject" not in members:
        raise InputError("subject: it is needed; null stands for every subject")
    return text_member(members, "subject", SUBJECT_LENGTH) or None


def student_ids(members: Mapping[str, Any]) -> tuple[str, ...]:
    """Students in the order they are given, so that a refusal can name their places."""
    given = members.get("student_ids")
    if not isinstance(given, list) or len(given) > MAX_STUDENTS:
        raise InputError(f"student_ids: a list of at most {MAX_STUDENTS} ids")
    longest = LENGTHS[STUDENT]
    return tuple(
        text_member({"student_ids": each}, "student_ids", longest, needed=True) for each in given
    )

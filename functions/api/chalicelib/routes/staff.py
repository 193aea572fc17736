"""/v1/staff: who holds which role at a district's schools, granted and taken away."""

from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from cers.feeds.staff.rules import EMAIL, FIRST_NAME, LAST_NAME, LENGTHS, ROLE, USERNAME
from cers.model.acknowledgement import PRIVACY
from cers.model.errors import InputError
from cers.model.staff import Person
from cers.steps import staff_admin
from cers.steps.staff_documents import Looked, staff_page
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.params import SCHOOL_ID_LENGTH, body, identifier, only, text, text_member
from chalicelib.request import Request
from chalicelib.responses import Created

CURSOR_LENGTH: Final = 100
ASSIGNMENT_ID_LENGTH: Final = 40
VERSION_LENGTH: Final = 20
_PERSON: Final = (USERNAME, EMAIL, FIRST_NAME, LAST_NAME)

routes = Blueprint(__name__)


@routes.route("/v1/staff", authorizer=AUTHORIZER, content_types=[])
@endpoint
def listed(request: Request) -> object:
    """One page of the assignments in the caller's district."""
    opened = session(request)
    only(request.query, "school_id", "role", "cursor")
    school_id = text(request.query, "school_id", SCHOOL_ID_LENGTH)
    role = text(request.query, ROLE, LENGTHS[ROLE])
    cursor = text(request.query, "cursor", CURSOR_LENGTH)
    standing = staff_admin.standing_at(opened, services().staff, school_id)
    return staff_page(opened, standing, Looked(role=role), cursor)


@routes.route("/v1/staff/search", methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def searched(request: Request) -> object:
    """Those of them that a name or an address finds, neither of which belongs into a URL."""
    opened = session(request)
    only(request.query)
    members = body(request, "school_id", ROLE, "search", "cursor")
    school_id = text_member(members, "school_id", SCHOOL_ID_LENGTH)
    looked = Looked(text_member(members, "search", 100), text_member(members, ROLE, LENGTHS[ROLE]))
    cursor = text_member(members, "cursor", CURSOR_LENGTH)
    standing = staff_admin.standing_at(opened, services().staff, school_id)
    return staff_page(opened, standing, looked, cursor)


@routes.route("/v1/staff/acknowledgement", authorizer=AUTHORIZER, content_types=[])
@endpoint
def acknowledgement(request: Request) -> object:
    """What whoever grants a role agrees to, and the roles they may grant."""
    opened = session(request)
    only(request.query)
    staff_admin.district_of(opened)
    return {
        "version": PRIVACY.version,
        "text": PRIVACY.text,
        "roles": [{"code": each.code, "name": each.name} for each in staff_admin.GRANTABLE],
    }


@routes.route("/v1/staff/assignments", methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def grant(request: Request) -> object:
    """Have somebody hold a role at a school."""
    opened = session(request)
    only(request.query)
    known = (*_PERSON, ROLE, "school_id", "acknowledged", "acknowledgement_version")
    return Created(staff_admin.grant(opened, services().staff, _wanted(body(request, *known))))


@routes.route(
    "/v1/staff/assignments/{assignment_id}",
    methods=["DELETE"],
    authorizer=AUTHORIZER,
    content_types=[],
)
@endpoint
def revoke(request: Request, assignment_id: str) -> object:
    """Take a role at a school away; answered with what became of it."""
    opened = session(request)
    only(request.query)
    found = identifier(assignment_id, "assignment_id", ASSIGNMENT_ID_LENGTH)
    return staff_admin.revoke(opened, services().staff, found)


def _wanted(members: Mapping[str, Any]) -> staff_admin.Wanted:
    acknowledged = members.get("acknowledged", False)
    if not isinstance(acknowledged, bool):
        raise InputError("acknowledged: true or false")
    texts = {name: text_member(members, name, LENGTHS[name], needed=True) for name in _PERSON}
    return staff_admin.Wanted(
        person=Person(texts[USERNAME].lower(), texts[EMAIL], texts[FIRST_NAME], texts[LAST_NAME]),
        role=text_member(members, ROLE, LENGTHS[ROLE], needed=True),
        school_id=text_member(members, "school_id", SCHOOL_ID_LENGTH, needed=True),
        acknowledged=acknowledged,
        acknowledgement_version=text_member(members, "acknowledgement_version", VERSION_LENGTH),
    )

"""GET /v1/me: the caller, and the assignments to choose from."""

from chalice.app import Blueprint

from cers.model.access import Assignment
from cers.steps.session import held
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, proof, services
from chalicelib.params import only
from chalicelib.request import Request

routes = Blueprint(__name__)


@routes.route("/v1/me", authorizer=AUTHORIZER, content_types=[])
@endpoint
def me(request: Request) -> object:
    """Who the token says, and what the store says they hold."""
    proven = proof(request)
    only(request.query)
    identity = proven.identity
    return {
        "username": identity.username,
        "name": identity.name,
        "expires_at": proven.expires_at.isoformat(),
        "assignments": [_document(each) for each in held(identity, services().access)],
    }


def _document(assignment: Assignment) -> dict[str, object]:
    return {
        "id": assignment.id,
        "role": assignment.role.code,
        "role_name": assignment.role.name,
        "organization": {
            "type": assignment.role.level,
            "id": assignment.organization_id,
            "name": assignment.organization_name,
        },
        "permissions": list(assignment.role.permissions),
    }

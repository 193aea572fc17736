"""From an identity to a session: one of the assignments held, and the scope it gives."""

from dataclasses import dataclass
from typing import Protocol

from cers.model.access import (
    Assignment,
    AssignmentNotHeldError,
    AssignmentRequiredError,
    Group,
    Permission,
    Scope,
    scope_of,
)
from cers.steps.access_token import Identity


class Access(Protocol):
    """Where assignments and groups are kept."""

    def assignments(self, username: str) -> list[Assignment]:
        """What a user holds."""
        ...

    def groups_of(self, username: str) -> list[Group]:
        """The groups a user is listed in."""
        ...


@dataclass(frozen=True, slots=True)
class Session:
    """One request: who makes it, as what, and which results that reaches."""

    identity: Identity
    assignment: Assignment
    scope: Scope
    route: str
    request_id: str


def held(identity: Identity, access: Access) -> list[Assignment]:
    """The assignments an identity holds: those in the store whose role the token confirms."""
    stored = access.assignments(identity.username)
    return [each for each in stored if each.role.code in identity.roles]


def open_session(
    identity: Identity, assignment_id: str, access: Access, route: str, request_id: str
) -> Session:
    """The session of one request under one assignment, from what is stored at this moment.

    Raises:
        AssignmentRequiredError: no assignment is named.
        AssignmentNotHeldError: the one named is not held.
    """
    if not assignment_id:
        raise AssignmentRequiredError("name one of your assignments in X-CERS-Assignment")
    for assignment in held(identity, access):
        if assignment.id == assignment_id:
            scope = scope_of(assignment, _groups(assignment, identity, access))
            return Session(identity, assignment, scope, route, request_id)
    raise AssignmentNotHeldError("X-CERS-Assignment names an assignment you do not hold")


def _groups(assignment: Assignment, identity: Identity, access: Access) -> list[Group]:
    """The groups that matter: none to somebody who sees the whole organization anyway."""
    if assignment.may(Permission.INDIVIDUAL_RESULTS):
        return []
    return access.groups_of(identity.username)

"""From an identity to a session: one of the assignments held, and what it opens."""

from dataclasses import dataclass
from typing import Protocol

from cers.model.access import (
    Assignment,
    AssignmentNotHeldError,
    AssignmentRequiredError,
    Group,
    NotPermittedError,
    scope_of,
)
from cers.model.availability import ReportKind, Statements
from cers.model.organization import Organizations
from cers.model.roles import Level, Permission
from cers.model.scope import Scope, Window
from cers.model.tenant import StudentField, Tenant
from cers.steps.access_token import Identity


class Access(Protocol):
    """Where assignments and groups are kept."""

    def assignments(self, username: str) -> list[Assignment]:
        """What a user holds."""
        ...

    def groups_of(self, username: str) -> list[Group]:
        """The groups a user is listed in."""
        ...


class Availabilities(Protocol):
    """Where it is kept what may be seen yet."""

    def statements(self, district_id: str | None) -> Statements:
        """What counts for a district, or for every district where none is given."""
        ...


class Places(Protocol):
    """Where districts and schools are known."""

    def organizations(self) -> Organizations:
        """Every district and school."""
        ...


@dataclass(frozen=True, slots=True)
class Rights:
    """What decides on what a session opens."""

    tenant: Tenant
    access: Access
    availabilities: Availabilities
    places: Places


@dataclass(frozen=True, slots=True)
class Session:
    """One request: who makes it, as what, and which results that reaches.

    `scope` is for looking at results; `export_scope` leaves out what is still in review, which
    nobody takes away. `groups` are the assigned groups the caller is listed in, `fields` the
    student fields he or she sees.
    """

    identity: Identity
    assignment: Assignment
    scope: Scope
    export_scope: Scope
    groups: tuple[Group, ...]
    fields: frozenset[StudentField]
    tenant: Tenant
    route: str
    request_id: str

    def require(self, *permissions: Permission) -> None:
        """Go on only if the role has one of these permissions.

        Raises:
            NotPermittedError: it has none of them.
        """
        if not any(self.assignment.may(each) for each in permissions):
            raise NotPermittedError("your role does not include this")


def held(identity: Identity, access: Access) -> list[Assignment]:
    """The assignments an identity holds: those in the store whose role the token confirms."""
    stored = access.assignments(identity.username)
    return [each for each in stored if each.role.code in identity.roles]


def open_session(
    identity: Identity, assignment_id: str, rights: Rights, route: str, request_id: str
) -> Session:
    """The session of one request under one assignment, from what is stored at this moment.

    Raises:
        AssignmentRequiredError: no assignment is named.
        AssignmentNotHeldError: the one named is not held.
    """
    if not assignment_id:
        raise AssignmentRequiredError("name one of your assignments in X-CERS-Assignment")
    for assignment in held(identity, rights.access):
        if assignment.id == assignment_id:
            return _opened(identity, assignment, rights, route, request_id)
    raise AssignmentNotHeldError("X-CERS-Assignment names an assignment you do not hold")


def _opened(
    identity: Identity, assignment: Assignment, rights: Rights, route: str, request_id: str
) -> Session:
    statements = _statements(assignment, rights)
    reviews = assignment.may(Permission.REVIEW_RESULTS)
    individual = ReportKind.INDIVIDUAL
    groups = tuple(_groups(assignment, identity, rights.access))
    sees_organization = assignment.may(Permission.INDIVIDUAL_RESULTS)
    return Session(
        identity=identity,
        assignment=assignment,
        scope=scope_of(assignment, groups, statements.window(individual, in_review=reviews)),
        export_scope=scope_of(assignment, groups, statements.window(individual, in_review=False)),
        groups=groups,
        fields=rights.tenant.fields_for(sees_organization=sees_organization),
        tenant=rights.tenant,
        route=route,
        request_id=request_id,
    )


def aggregate_window(
    assignment: Assignment, availabilities: Availabilities, *, taken_away: bool
) -> Window:
    """Which results may be counted in aggregate reports, wherever they lie.

    Nobody takes away what is still in review.
    """
    statements = availabilities.statements(None)
    reviews = assignment.may(Permission.REVIEW_RESULTS) and not taken_away
    return statements.window(ReportKind.AGGREGATE, in_review=reviews)


def _statements(assignment: Assignment, rights: Rights) -> Statements:
    """What was said of the district an assignment lies in; nothing to roles without results."""
    if not assignment.role.assessment_types:
        return Statements(rights.tenant.current_year)
    return rights.availabilities.statements(_district(assignment, rights.places))


def _district(assignment: Assignment, places: Places) -> str | None:
    """The district an assignment lies in; None for the state."""
    match assignment.role.level:
        case Level.DISTRICT:
            return assignment.organization_id
        case Level.SCHOOL:
            school = places.organizations().schools.get(assignment.organization_id)
            return school.district_id if school else ""
        case _:
            return None


def _groups(assignment: Assignment, identity: Identity, access: Access) -> list[Group]:
    """The groups that matter: none to somebody who sees the whole organization anyway."""
    if assignment.may(Permission.INDIVIDUAL_RESULTS) or not assignment.may(
        Permission.GROUP_RESULTS
    ):
        return []
    return access.groups_of(identity.username)

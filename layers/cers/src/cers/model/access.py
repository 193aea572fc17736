"""Who may see what: assignments, groups and the scope they add up to.

Deny by default: a role, permission, group or organization that is not named here grants nothing,
and an empty scope reaches nothing.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from cers.model.errors import AccessError
from cers.model.roles import Level, Permission, Role
from cers.model.scope import Membership, Scope, Window


class AssignmentRequiredError(AccessError):
    """The request names no assignment."""


class AssignmentNotHeldError(AccessError):
    """The request names an assignment that the caller does not hold."""


class NotPermittedError(AccessError):
    """The caller's role may not do this, wherever it is."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A role at an organization, held by somebody."""

    role: Role
    organization_id: str
    organization_name: str

    @property
    def id(self) -> str:
        """A short name that stays the same for the same role and organization."""
        text = "\n".join((self.role.code, self.role.level, self.organization_id))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def may(self, permission: Permission) -> bool:
        """Whether the role has a permission."""
        return permission in self.role.permissions


@dataclass(frozen=True, slots=True)
class Group:
    """Students of a school, assigned to users; `subject` None stands for every subject."""

    id: str
    name: str
    school_id: str
    school_year: int
    subject: str | None
    student_ids: frozenset[str]


def scope_of(assignment: Assignment, groups: Iterable[Group], window: Window) -> Scope:
    """The scope of one assignment, given the groups its holder is listed in and what is open."""
    role = assignment.role
    if assignment.may(Permission.INDIVIDUAL_RESULTS):
        return organization_scope(role, assignment.organization_id, window)
    if assignment.may(Permission.GROUP_RESULTS) and role.level is Level.SCHOOL:
        return _group_scope(role, assignment.organization_id, groups, window)
    return Scope()


def organization_scope(role: Role, organization_id: str, window: Window) -> Scope:
    """Every result of the organization a role is held at, of the types the role sees."""
    here = frozenset({organization_id})
    match role.level:
        case Level.STATE:
            return Scope(role.assessment_types, statewide=True, window=window)
        case Level.DISTRICT:
            return Scope(role.assessment_types, district_ids=here, window=window)
        case Level.SCHOOL:
            return Scope(role.assessment_types, school_ids=here, window=window)
        case Level.VENDOR:
            return Scope()


def _group_scope(role: Role, school_id: str, groups: Iterable[Group], window: Window) -> Scope:
    memberships = (
        Membership(group.school_id, group.subject, group.student_ids)
        for group in groups
        if group.school_id == school_id and group.student_ids
    )
    return Scope(role.assessment_types, memberships=tuple(memberships), window=window)

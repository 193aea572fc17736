"""Who may see what: TOMS roles, assignments, groups and the scope they add up to.

Deny by default: a role, permission, group or organization that is not named here grants nothing,
and an empty scope reaches nothing.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cers.model.codes import ASSESSMENT_TYPES
from cers.model.errors import AccessError, InputError


class Permission(StrEnum):
    """What a role may do, always within its own organization."""

    INDIVIDUAL_RESULTS = "individual-results"
    """See every result within the organization."""

    GROUP_RESULTS = "group-results"
    """See the results of the students in one's groups."""

    AGGREGATE_REPORTS = "aggregate-reports"
    """Build custom aggregate reports."""

    MANAGE_GROUPS = "manage-groups"
    """Create, change and delete assigned groups."""

    OWN_GROUPS = "own-groups"
    """Make groups for oneself, of students one sees anyway."""

    INSTRUCTIONAL_LINKS = "instructional-links"
    """Keep the links to instructional resources."""

    REVIEW_RESULTS = "review-results"
    """See results under review, and release them."""


class Level(StrEnum):
    """The kind of organization a role is held at."""

    STATE = "state"
    DISTRICT = "district"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class Role:
    """A TOMS role: `code` is also the name of its Cognito group."""

    code: str
    name: str
    level: Level
    permissions: tuple[Permission, ...]
    assessment_types: frozenset[str]


_ALL: Final = frozenset(ASSESSMENT_TYPES)
_SUMMATIVE: Final = frozenset({"sum"})
_P: Final = Permission

_LEA: Final = (
    _P.INDIVIDUAL_RESULTS, _P.GROUP_RESULTS, _P.AGGREGATE_REPORTS, _P.MANAGE_GROUPS,
    _P.OWN_GROUPS, _P.INSTRUCTIONAL_LINKS, _P.REVIEW_RESULTS,
)  # fmt: skip
_SITE: Final = (
    _P.INDIVIDUAL_RESULTS, _P.GROUP_RESULTS, _P.AGGREGATE_REPORTS, _P.MANAGE_GROUPS,
    _P.OWN_GROUPS, _P.INSTRUCTIONAL_LINKS,
)  # fmt: skip
_STATE: Final = (_P.INDIVIDUAL_RESULTS, _P.AGGREGATE_REPORTS, _P.REVIEW_RESULTS)
_TEACHER: Final = (_P.GROUP_RESULTS, _P.OWN_GROUPS)

ROLES: Final[Mapping[str, Role]] = {
    role.code: role
    for role in (
        Role("STATE_USER", "State user", Level.STATE, _STATE, _SUMMATIVE),
        Role("LEA_CAASPP_COORDINATOR", "LEA CAASPP Coordinator", Level.DISTRICT, _LEA, _ALL),
        Role("LEA_ELPAC_COORDINATOR", "LEA ELPAC Coordinator", Level.DISTRICT, _LEA, _ALL),
        Role("SITE_CAASPP_COORDINATOR", "Site CAASPP Coordinator", Level.SCHOOL, _SITE, _ALL),
        Role("SITE_ELPAC_COORDINATOR", "Site ELPAC Coordinator", Level.SCHOOL, _SITE, _ALL),
        Role("TEST_ADMINISTRATOR", "CAASPP Test Administrator", Level.SCHOOL, _TEACHER, _ALL),
    )
}
"""Every role CERS knows, by code."""


class AssignmentRequiredError(AccessError):
    """The request names no assignment."""


class AssignmentNotHeldError(AccessError):
    """The request names an assignment that the caller does not hold."""


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


@dataclass(frozen=True, slots=True)
class Membership:
    """Results a group opens: these students', at this school, in this subject (None: any)."""

    school_id: str
    subject: str | None
    student_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """The results somebody may see: of these assessment types, and in one of these places.

    Empty means nothing: a scope without places, or without assessment types, reaches no result.
    """

    assessment_types: frozenset[str] = frozenset()
    statewide: bool = False
    district_ids: frozenset[str] = frozenset()
    school_ids: frozenset[str] = frozenset()
    memberships: tuple[Membership, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it reaches nothing at all."""
        places = self.district_ids or self.school_ids or self.memberships
        return not self.assessment_types or not (self.statewide or places)

    def covers(self, row: Mapping[str, object]) -> bool:
        """Whether a row of a report lies within the scope, judged without the SQL predicate.

        A row of counts has no `student_id`: it is judged by type, place and subject.
        """
        if row["asmt_type"] not in self.assessment_types:
            return False
        if self.statewide or row["district_id"] in self.district_ids:
            return True
        return row["school_id"] in self.school_ids or any(
            _opens(membership, row) for membership in self.memberships
        )

    def reaches_school(self, school_id: str, district_id: str) -> bool:
        """Whether any result at a school could lie within the scope."""
        if self.is_empty:
            return False
        return (
            self.statewide
            or district_id in self.district_ids
            or school_id in self.school_ids
            or any(each.school_id == school_id for each in self.memberships)
        )


def _opens(membership: Membership, row: Mapping[str, object]) -> bool:
    if row["school_id"] != membership.school_id:
        return False
    if membership.subject is not None and row["subject"] != membership.subject:
        return False
    return "student_id" not in row or row["student_id"] in membership.student_ids


def role_of(code: str) -> Role:
    """The role with a code.

    Raises:
        InputError: there is no such role.
    """
    try:
        return ROLES[code]
    except KeyError:
        raise InputError(f"there is no role {code!r}; use one of: {', '.join(ROLES)}") from None


def scope_of(assignment: Assignment, groups: Iterable[Group]) -> Scope:
    """The scope of one assignment, given the groups its holder is listed in."""
    role = assignment.role
    if assignment.may(Permission.INDIVIDUAL_RESULTS):
        return _organization_scope(role, assignment.organization_id)
    if assignment.may(Permission.GROUP_RESULTS) and role.level is Level.SCHOOL:
        return _group_scope(role, assignment.organization_id, groups)
    return Scope()


def _organization_scope(role: Role, organization_id: str) -> Scope:
    here = frozenset({organization_id})
    match role.level:
        case Level.STATE:
            return Scope(role.assessment_types, statewide=True)
        case Level.DISTRICT:
            return Scope(role.assessment_types, district_ids=here)
        case Level.SCHOOL:
            return Scope(role.assessment_types, school_ids=here)


def _group_scope(role: Role, school_id: str, groups: Iterable[Group]) -> Scope:
    memberships = (
        Membership(group.school_id, group.subject, group.student_ids)
        for group in groups
        if group.school_id == school_id and group.student_ids
    )
    return Scope(role.assessment_types, memberships=tuple(memberships))

"""The TOMS roles, and what each of them may do: the one table that says so.

Sources: the CERS guide's tables of roles with access, the TOMS guide to user roles, and the
interim assessment guide's appendix of roles; where none of them says, the narrower reading holds.
Deny by default: what a role is not given here it does not have.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cers.model.codes import ASSESSMENT_TYPES
from cers.model.errors import InputError


class Permission(StrEnum):
    """What a role may do, always within its own organization."""

    INDIVIDUAL_RESULTS = "individual-results"
    """See and export every result within the organization."""

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

    MANAGE_STAFF = "manage-staff"
    """Grant and revoke the roles held at the organization's schools."""

    ACCESS_LOG = "access-log"
    """See who saw which student of the organization."""

    DELIVERIES = "deliveries"
    """See one's own deliveries, their receipts and findings, and send them through again."""

    OPERATE = "operate"
    """See everybody's deliveries, and move results from loading to review."""


class Level(StrEnum):
    """The kind of organization a role is held at."""

    STATE = "state"
    DISTRICT = "district"
    SCHOOL = "school"
    VENDOR = "vendor"


@dataclass(frozen=True, slots=True)
class Role:
    """A role: `code` is also the name of its Cognito group."""

    code: str
    name: str
    level: Level
    permissions: tuple[Permission, ...]
    assessment_types: frozenset[str]


_ALL: Final = frozenset(ASSESSMENT_TYPES)
_SUMMATIVE: Final = frozenset({"sum"})
_INTERIM: Final = _ALL - _SUMMATIVE
_NONE: Final[frozenset[str]] = frozenset()

_P: Final = Permission
_STATE, _LEA, _SITE, _VENDOR = Level.STATE, Level.DISTRICT, Level.SCHOOL, Level.VENDOR

_READ: Final = (_P.INDIVIDUAL_RESULTS, _P.GROUP_RESULTS, _P.AGGREGATE_REPORTS, _P.OWN_GROUPS)
_SITE_COORDINATOR: Final = (*_READ, _P.MANAGE_GROUPS, _P.INSTRUCTIONAL_LINKS)
_LEA_COORDINATOR: Final = (*_SITE_COORDINATOR, _P.REVIEW_RESULTS, _P.MANAGE_STAFF, _P.ACCESS_LOG)
_LOOK: Final = (_P.INDIVIDUAL_RESULTS, _P.AGGREGATE_REPORTS)
_STATE_USER: Final = (*_LOOK, _P.INSTRUCTIONAL_LINKS, _P.REVIEW_RESULTS)
_TEACH: Final = (_P.GROUP_RESULTS, _P.OWN_GROUPS)

_TABLE: Final = (
    Role("STATE_USER", "State user", _STATE, _STATE_USER, _SUMMATIVE),
    Role("SUPERINTENDENT", "Superintendent", _LEA, _LOOK, _ALL),
    Role("LEA_CAASPP_COORDINATOR", "LEA CAASPP Coordinator", _LEA, _LEA_COORDINATOR, _ALL),
    Role("LEA_ELPAC_COORDINATOR", "LEA ELPAC Coordinator", _LEA, _LEA_COORDINATOR, _ALL),
    Role("EDUCATOR_DISTRICT", "Educator-District", _LEA, _READ, _ALL),
    Role("LS_CORRESPONDENCE_ADMINISTRATOR", "LS Correspondence Administrator", _LEA, (), _NONE),
    Role("SITE_CAASPP_COORDINATOR", "Site CAASPP Coordinator", _SITE, _SITE_COORDINATOR, _ALL),
    Role("SITE_ELPAC_COORDINATOR", "Site ELPAC Coordinator", _SITE, _SITE_COORDINATOR, _ALL),
    Role("EDUCATOR_TEST_SITE", "Educator-Test Site", _SITE, _READ, _ALL),
    Role("TEST_ADMINISTRATOR", "CAASPP Test Administrator", _SITE, _TEACH, _ALL),
    Role("CAASPP_TEST_EXAMINER", "CAASPP Test Examiner", _SITE, _TEACH, _ALL),
    Role("ELPAC_TEST_EXAMINER", "ELPAC Test Examiner", _SITE, _TEACH, _ALL),
    Role("IA_ADMINISTRATOR_ONLY", "IA Administrator Only", _SITE, _TEACH, _INTERIM),
    Role("EDUCATOR_ROSTER", "Educator-Roster", _SITE, _TEACH, _ALL),
    Role("LS_DATA_ENTRY", "LS Data Entry", _SITE, (), _NONE),
    Role("TOOLS_FOR_TEACHERS_USER", "Tools for Teachers User", _SITE, (), _NONE),
    Role("OPERATOR", "Operator", _STATE, (_P.DELIVERIES, _P.OPERATE), _NONE),
    Role("VENDOR", "Vendor", _VENDOR, (_P.DELIVERIES,), _NONE),
)  # fmt: skip

ROLES: Final[Mapping[str, Role]] = {role.code: role for role in _TABLE}
"""Every role CERS knows, by code: its name, where it is held, what it may do, and which types of
results it sees. The last two are none of TOMS: who runs CERS, and who delivers to it."""

TOMS_ROLES: Final[Mapping[str, Role]] = {
    code: role for code, role in ROLES.items() if code not in ("OPERATOR", "VENDOR")
}
"""The roles that TOMS knows, which are all that a staff file may give."""


def role_of(code: str) -> Role:
    """The role with a code.

    Raises:
        InputError: there is no such role.
    """
    try:
        return ROLES[code]
    except KeyError:
        raise InputError(f"there is no role {code!r}; use one of: {', '.join(ROLES)}") from None

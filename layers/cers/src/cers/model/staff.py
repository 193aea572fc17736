"""Staff as a file states it: who holds which role where, and for whom the file speaks."""

import re
from dataclasses import dataclass
from typing import Final

from cers.model.roles import Level, Role

STATE_UNIT: Final = "(state)"
"""The unit of the assignments that are held at the state itself; no id of a district."""

_USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")
_EMAIL: Final = re.compile(r"[^@\s,;<>\"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def is_username(text: str) -> bool:
    """Whether a text in lower case can be a user name: a logon, not an address."""
    return _USERNAME.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """Whether a text is one e-mail address."""
    return _EMAIL.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, order=True)
class Person:
    """A user as the sign-in service knows them; `username` is in lower case."""

    username: str
    email: str
    given_name: str
    family_name: str


@dataclass(frozen=True, slots=True)
class StaffAssignment:
    """A person's role at an organization.

    `unit` is the district it lies in, or the state: what statements are complete for.
    """

    person: Person
    role: Role
    organization_id: str
    organization_name: str
    unit: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two assignments the same: user name, role and organization."""
        return (self.person.username, self.role.code, self.organization_id)

    @property
    def level(self) -> Level:
        """The kind of organization it is held at."""
        return self.role.level


@dataclass(frozen=True, slots=True)
class StaffScope:
    """What a statement is complete for: the whole state, or some districts with their schools."""

    statewide: bool = False
    district_ids: frozenset[str] = frozenset()

    def covers(self, unit: str) -> bool:
        """Whether the statement speaks for a district, or for the state itself."""
        return self.statewide or unit in self.district_ids

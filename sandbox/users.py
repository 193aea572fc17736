"""The sandbox's users: one or more for each role that sees anything, and one who sees nothing."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from cers.model.roles import ROLES
from sandbox import names
from sandbox.classes import Class, classes
from sandbox.csv_file import csv_file
from sandbox.exams import World
from sandbox.generate import VENDOR
from sandbox.organizations import STATE
from sandbox.places import logon, sites, slug

PASSWORD: Final = "Maple-Grove-2026!"  # noqa: S105 (published: the sandbox holds no real data)
"""The password of every sandbox user."""

STATE_NAME: Final = "Sandbox State"
VENDOR_NAME: Final = "Sandbox Vendor"
_MOST_LEAS: Final = 25

APPOINTED: Final = frozenset({"VENDOR", "OPERATOR"})
"""The roles that no staff file gives: an operator does, by hand."""

_COLUMNS: Final = (
    "username", "email", "first_name", "last_name", "role", "organization_type",
    "organization_id", "organization_name",
)  # fmt: skip

_COORDINATES: Final = (
    "Sees every school of the LEA, reviews and releases its results, keeps groups and staff."
)
_EVERY_LEA: Final = {
    "lea.{}": ("LEA_CAASPP_COORDINATOR", _COORDINATES),
    "lea.{}.elpac": ("LEA_ELPAC_COORDINATOR", _COORDINATES),
}
_FIRST_LEA: Final = {
    "superintendent.{}": ("SUPERINTENDENT", "Sees every school of the LEA and changes nothing."),
    "educator.{}": ("EDUCATOR_DISTRICT", "Sees every school of the LEA and makes groups."),
}
_FIRST_SCHOOL: Final = {
    "educator": ("EDUCATOR_TEST_SITE", "Sees every student of the school and makes groups."),
    "entry": ("LS_DATA_ENTRY", "Holds a role that sees no results, and is told so."),
}
"""User name -> the role, and a sentence on what it sees and may do."""


@dataclass(frozen=True, slots=True)
class SandboxUser:
    """One assignment of a user; somebody with two assignments is listed twice."""

    username: str
    password: str
    name: str
    email: str
    role: str
    role_name: str
    organization_type: str
    """state, district, school or vendor."""

    organization_id: str
    organization_name: str
    description: str
    featured: bool = False
    """Whether it is one of the few that somebody new tries first."""


def make_users(world: World) -> list[SandboxUser]:
    """Every assignment of every sandbox user, those first whom somebody new tries first."""
    every = [*_teachers(world), *_site_users(world), *_lea_users(world), *_statewide()]
    wanted = _featured(world)
    first = [replace(user, featured=True) for user in every if user.username in wanted]
    first.sort(key=lambda user: wanted.index(user.username))
    return [*first, *(user for user in every if user.username not in wanted)]


def staff_file(users: Iterable[SandboxUser]) -> bytes:
    """The users as a vendor states them: one row for each assignment, complete for the state."""
    rows = [_staff_row(user) for user in users if user.role not in APPOINTED]
    return b"# scope: state\n" + csv_file(_COLUMNS, rows)


def _featured(world: World) -> list[str]:
    """One user of each kind, by what somebody would try first."""
    school = sites(world)[0]
    return [
        logon(world, "teacher", school),
        logon(world, "site", school),
        f"lea.{slug(world.state.leas[0].name)}",
        "state",
        "vendor",
        "operator",
    ]


def _staff_row(user: SandboxUser) -> tuple[str, ...]:
    first_name, last_name = user.name.split(" ", 1)
    return (
        user.username,
        user.email,
        first_name,
        last_name,
        user.role,
        user.organization_type,
        user.organization_id,
        user.organization_name,
    )


def _user(name: str, role: str, place: tuple[str, str], description: str) -> SandboxUser:
    """A user with a role at the organization of an id and a name."""
    organization_id, organization = place
    return SandboxUser(
        username=name,
        password=PASSWORD,
        name=_person(name),
        email=f"{name}@sandbox.example",
        role=role,
        role_name=ROLES[role].name,
        organization_type=ROLES[role].level.value,
        organization_id=organization_id,
        organization_name=organization,
        description=description,
    )


def _person(username: str) -> str:
    """An invented person to go with a user name."""
    number = zlib.crc32(username.encode())
    last = names.LAST[number // 64 % len(names.LAST)]
    return f"{names.NEUTRAL[number % 20]} {last}"


def _statewide() -> Iterator[SandboxUser]:
    state = (STATE, STATE_NAME)
    yield _user("state", "STATE_USER", state, "Sees the summative results of the whole state.")
    deliveries = "Delivers files, follows them through the pipeline and reads what was wrong."
    yield _user("vendor", "VENDOR", (VENDOR, VENDOR_NAME), deliveries)
    everything = "Watches over everybody's deliveries and moves new results into review."
    yield _user("operator", "OPERATOR", state, everything)


def _lea_users(world: World) -> Iterator[SandboxUser]:
    for position, lea in enumerate(world.state.leas[:_MOST_LEAS]):
        users = _EVERY_LEA if position else {**_EVERY_LEA, **_FIRST_LEA}
        for name, (role, what) in users.items():
            yield _user(name.format(slug(lea.name)), role, (lea.id, lea.name), what)


def _site_users(world: World) -> Iterator[SandboxUser]:
    what = "Sees every student of the school and keeps its groups."
    for position in sites(world):
        yield _school_user(world, "site", "SITE_CAASPP_COORDINATOR", position, what)
        if world.state.schools[position].lea == 0:
            yield _school_user(world, "elpac", "SITE_ELPAC_COORDINATOR", position, what)
    for first, (role, sees) in _FIRST_SCHOOL.items():
        yield _school_user(world, first, role, sites(world)[0], sees)


def _teachers(world: World) -> Iterator[SandboxUser]:
    taught = {(each.teacher, each.school): each for each in reversed(classes(world))}
    for (name, position), each in reversed(taught.items()):
        yield _school_user(world, name, each.role, position, _sees(each))
        if name == "both":
            what = "Is test administrator there as well, and chooses on entering."
            yield _school_user(world, name, "SITE_ELPAC_COORDINATOR", position, what)


def _sees(each: Class) -> str:
    if each.role == "IA_ADMINISTRATOR_ONLY":
        return "Sees the interim results of one class, and no summative ones."
    subject = f"in {each.subject}" if each.subject else "in every subject"
    return f"Sees the students of assigned groups, {subject}."


def _school_user(world: World, name: str, role: str, position: int, what: str) -> SandboxUser:
    school = world.state.schools[position]
    return _user(logon(world, name, position), role, (school.id, school.name), what)

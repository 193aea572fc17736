"""The sandbox's users: one or more for each role, and the groups of the test administrators."""

import csv
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Final

import numpy as np

from sandbox import names
from sandbox.exams import World
from sandbox.organizations import STATE
from sandbox.scales import YEARS

PASSWORD: Final = "Maple-Grove-2026!"  # noqa: S105 (published: the sandbox holds no real data)
"""The password of every sandbox user."""

STATE_NAME: Final = "Sandbox State"
_MOST_LEAS: Final = 25
_LEAS_WITH_SITES: Final = 3
_GROUP: Final = 30

_STAFF_COLUMNS: Final = (
    "username", "email", "first_name", "last_name", "role", "organization_type",
    "organization_id", "organization_name",
)  # fmt: skip
_GROUP_COLUMNS: Final = (
    "group_name", "school_natural_id", "school_year", "subject_code", "student_ssid",
    "group_user_login",
)  # fmt: skip

_ROLE_NAMES: Final = {
    "STATE_USER": "State user",
    "LEA_CAASPP_COORDINATOR": "LEA CAASPP Coordinator",
    "LEA_ELPAC_COORDINATOR": "LEA ELPAC Coordinator",
    "SITE_CAASPP_COORDINATOR": "Site CAASPP Coordinator",
    "SITE_ELPAC_COORDINATOR": "Site ELPAC Coordinator",
    "TEST_ADMINISTRATOR": "CAASPP Test Administrator",
}


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
    """state, district or school."""

    organization_id: str
    organization_name: str
    description: str


@dataclass(frozen=True, slots=True)
class SandboxGroup:
    """An assigned group of one school; `subject` None stands for every subject."""

    name: str
    school_id: str
    school_year: int
    subject: str | None
    student_ids: tuple[str, ...]
    usernames: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Class:
    """What a test administrator teaches: a class of a grade, in one subject or in all."""

    teacher: str
    """The first word of the user name: teacher or both."""

    school: int
    grade: int
    section: int
    subject: str | None


def make_users(world: World) -> list[SandboxUser]:
    """Every assignment of every sandbox user, the widest roles first."""
    users = [_user("state", "STATE_USER", "state", STATE, STATE_NAME, "sees the whole state")]
    for lea in world.state.leas[:_MOST_LEAS]:
        name = f"lea.{_slug(lea.name)}"
        what = "sees every school of the LEA"
        users.append(_user(name, "LEA_CAASPP_COORDINATOR", "district", lea.id, lea.name, what))
        users.append(
            _user(f"{name}.elpac", "LEA_ELPAC_COORDINATOR", "district", lea.id, lea.name, what)
        )
    return [*users, *_site_users(world), *_teachers(world)]


def make_groups(world: World) -> list[SandboxGroup]:
    """The assigned groups of the current school year, one for each class."""
    return [_group(world, each) for each in _classes(world)]


def staff_file(users: Iterable[SandboxUser]) -> bytes:
    """The users as a vendor states them: one row for each assignment, complete for the state."""
    rows = [_staff_row(user) for user in users]
    return b"# scope: state\n" + _csv(_STAFF_COLUMNS, rows)


def group_file(groups: Iterable[SandboxGroup]) -> bytes:
    """The groups as a vendor states them: a row for each user, and one for each student."""
    in_order = sorted(groups, key=lambda group: (group.school_id, group.name))
    return _csv(_GROUP_COLUMNS, [row for group in in_order for row in _group_rows(group)])


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


def _group_rows(group: SandboxGroup) -> Iterator[tuple[str, ...]]:
    key = (group.name, group.school_id, str(group.school_year))
    for username in group.usernames:
        yield (*key, group.subject or "All", "", username)
    for student_id in group.student_ids:
        yield (*key, "", student_id, "")


def _csv(header: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def _user(
    name: str, role: str, kind: str, organization_id: str, organization: str, what: str
) -> SandboxUser:
    role_name = _ROLE_NAMES[role]
    return SandboxUser(
        username=name,
        password=PASSWORD,
        name=_person(name),
        email=f"{name}@sandbox.example",
        role=role,
        role_name=role_name,
        organization_type=kind,
        organization_id=organization_id,
        organization_name=organization,
        description=f"{what[0].upper()}{what[1:]}.",
    )


def _person(username: str) -> str:
    """An invented person to go with a user name."""
    number = zlib.crc32(username.encode())
    last = names.LAST[number // 64 % len(names.LAST)]
    return f"{names.NEUTRAL[number % 20]} {last}"


def _slug(name: str) -> str:
    """A name for use in an address: without the kind of organization, dots for spaces."""
    short = re.sub(r" (Unified|Elementary|Middle|High|School)\b", "", name)
    return re.sub(r"[^a-z0-9]+", ".", short.lower()).strip(".")


def _school_user(world: World, name: str, role: str, position: int, what: str) -> SandboxUser:
    school = world.state.schools[position]
    return _user(_logon(world, name, position), role, "school", school.id, school.name, what)


def _logon(world: World, name: str, position: int) -> str:
    """A user name; where two schools share a name, the later school's has its LEA's."""
    schools = world.state.schools
    slug = _slug(schools[position].name)
    if any(_slug(schools[other].name) == slug for other in _sites(world) if other < position):
        slug = f"{slug}.{_slug(world.state.leas[schools[position].lea].name)}"
    return f"{name}.{slug}"


def _sites(world: World) -> list[int]:
    """The schools with users: the first of each level in each of the largest LEAs."""
    first: dict[tuple[int, str], int] = {}
    for position, school in enumerate(world.state.schools):
        if school.lea < _LEAS_WITH_SITES:
            first.setdefault((school.lea, school.level), position)
    return list(first.values())


def _site_users(world: World) -> Iterator[SandboxUser]:
    what = "sees every student of the school"
    for position in _sites(world):
        yield _school_user(world, "site", "SITE_CAASPP_COORDINATOR", position, what)
        if world.state.schools[position].lea == 0:
            yield _school_user(world, "elpac", "SITE_ELPAC_COORDINATOR", position, what)


def _classes(world: World) -> list[Class]:
    """The taught classes: one teacher of all subjects, two of one, one who also coordinates."""
    elementary, middle, high = _sites(world)[:3]
    return [
        Class("teacher", elementary, 5, 0, None),
        Class("teacher", middle, 7, 0, "ELA"),
        Class("teacher", middle, 8, 1, "ELA"),
        Class("teacher", high, 11, 0, "Math"),
        Class("both", middle, 6, 0, "Math"),
    ]


def _teachers(world: World) -> Iterator[SandboxUser]:
    classes = {(each.teacher, each.school): each for each in reversed(_classes(world))}
    for (name, position), each in reversed(classes.items()):
        subject = each.subject or "every subject"
        what = f"sees the students of assigned groups ({subject})"
        yield _school_user(world, name, "TEST_ADMINISTRATOR", position, what)
        if name == "both":
            what = "is test administrator there as well, and chooses on entering"
            yield _school_user(world, name, "SITE_ELPAC_COORDINATOR", position, what)


def _group(world: World, each: Class) -> SandboxGroup:
    """The class as a group: its students of the current year, at most thirty."""
    year = YEARS[-1]
    people = world.population
    here = people.enrolled[-1] & (people.school[-1] == each.school)
    grade = np.flatnonzero(here & (people.grade[-1] == each.grade))
    section = world.sections(year)[grade]
    students = grade[section == each.section] if (section == each.section).any() else grade
    school = world.state.schools[each.school]
    subject = each.subject or "Homeroom"
    return SandboxGroup(
        name=f"Grade {each.grade} {subject} {each.section + 1}",
        school_id=school.id,
        school_year=year,
        subject=each.subject,
        student_ids=tuple(str(people.ssid[student]) for student in students[:_GROUP]),
        usernames=(_logon(world, each.teacher, each.school),),
    )

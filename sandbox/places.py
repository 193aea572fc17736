"""The schools that have users, and what the users there are called."""

import re

from sandbox.exams import World

_LEAS_WITH_SITES = 3


def sites(world: World) -> list[int]:
    """The schools with users: the first of each level in each of the largest LEAs."""
    first: dict[tuple[int, str], int] = {}
    for position, school in enumerate(world.state.schools):
        if school.lea < _LEAS_WITH_SITES:
            first.setdefault((school.lea, school.level), position)
    return list(first.values())


def logon(world: World, name: str, position: int) -> str:
    """A user name; where two schools share a name, the later school's has its LEA's."""
    schools = world.state.schools
    short = slug(schools[position].name)
    if any(slug(schools[other].name) == short for other in sites(world) if other < position):
        short = f"{short}.{slug(world.state.leas[schools[position].lea].name)}"
    return f"{name}.{short}"


def slug(name: str) -> str:
    """A name for use in an address: without the kind of organization, dots for spaces."""
    short = re.sub(r" (Unified|Elementary|Middle|High|School)\b", "", name)
    return re.sub(r"[^a-z0-9]+", ".", short.lower()).strip(".")

"""The classes that educators of the sandbox teach, and the assigned groups made of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandbox.csv_file import csv_file
from sandbox.exams import World
from sandbox.places import logon, sites
from sandbox.scales import YEARS

_LARGEST: Final = 30
_COLUMNS: Final = (
    "group_name", "school_natural_id", "school_year", "subject_code", "student_ssid",
    "group_user_login",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Class:
    """What somebody teaches: a class of a grade, in one subject or in all (None).

    `teacher` is the first part of the user name, `role` what the user is at the school.
    """

    teacher: str
    role: str
    school: int
    grade: int
    section: int
    subject: str | None


@dataclass(frozen=True, slots=True)
class SandboxGroup:
    """An assigned group of one school; `subject` None stands for every subject."""

    name: str
    school_id: str
    school_year: int
    subject: str | None
    student_ids: tuple[str, ...]
    usernames: tuple[str, ...]


def classes(world: World) -> list[Class]:
    """The taught classes: teachers of all subjects or of one, one of whom also coordinates.

    There is one teacher for each role that sees the students of groups and nobody else.
    """
    elementary, middle, high = sites(world)[:3]
    administrator = "TEST_ADMINISTRATOR"
    return [
        Class("teacher", administrator, elementary, 5, 0, None),
        Class("teacher", administrator, middle, 7, 0, "ELA"),
        Class("teacher", administrator, middle, 8, 1, "ELA"),
        Class("teacher", administrator, high, 11, 0, "Math"),
        Class("both", administrator, middle, 6, 0, "Math"),
        Class("examiner", "CAASPP_TEST_EXAMINER", elementary, 4, 0, None),
        Class("elpac.examiner", "ELPAC_TEST_EXAMINER", elementary, 3, 0, "ELPAC"),
        Class("interim", "IA_ADMINISTRATOR_ONLY", middle, 7, 1, None),
        Class("roster", "EDUCATOR_ROSTER", high, 11, 1, None),
    ]


def make_groups(world: World) -> list[SandboxGroup]:
    """The assigned groups of the current school year, one for each class."""
    return [_group(world, each) for each in classes(world)]


def group_file(groups: Iterable[SandboxGroup]) -> bytes:
    """The groups as a vendor states them: a row for each user, and one for each student."""
    in_order = sorted(groups, key=lambda group: (group.school_id, group.name))
    return csv_file(_COLUMNS, (row for group in in_order for row in _rows(group)))


def _rows(group: SandboxGroup) -> Iterator[tuple[str, ...]]:
    key = (group.name, group.school_id, str(group.school_year))
    for username in group.usernames:
        yield (*key, group.subject or "All", "", username)
    for student_id in group.student_ids:
        yield (*key, "", student_id, "")


def _group(world: World, each: Class) -> SandboxGroup:
    """The class as a group: its students of the current year, at most thirty."""
    school = world.state.schools[each.school]
    ssid = world.population.ssid
    return SandboxGroup(
        name=f"Grade {each.grade} {each.subject or 'Homeroom'} {each.section + 1}",
        school_id=school.id,
        school_year=YEARS[-1],
        subject=each.subject,
        student_ids=tuple(str(ssid[student]) for student in _students(world, each)[:_LARGEST]),
        usernames=(logon(world, each.teacher, each.school),),
    )


def _students(world: World, each: Class) -> NDArray[np.intp]:
    """Of a grade the class, or everybody where it has no such class; for ELPAC the learners."""
    people = world.population
    here = people.enrolled[-1] & (people.school[-1] == each.school)
    grade = here & (people.grade[-1] == each.grade)
    if each.subject == "ELPAC":
        return np.flatnonzero(grade & people.learner[-1])
    students = np.flatnonzero(grade)
    section = world.sections(YEARS[-1])[students] == each.section
    return students[section] if section.any() else students

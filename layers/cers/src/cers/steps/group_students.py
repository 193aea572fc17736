"""Whom groups are made of: the students of a school that somebody may see there.

Who is at a school is no result: it does not wait for a release, as results do.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from cers.model.errors import InputError
from cers.model.organization import School
from cers.model.roles import Permission
from cers.model.scope import Scope, Window
from cers.reports import candidates
from cers.reports.rows import CandidateRow, NamedStudentRow
from cers.steps.checked import checked
from cers.steps.session import Session
from cers.steps.sources import Sources

ANY_YEAR: Final = 0
_OPEN: Final = Window(current_year=10_000)
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Student:
    """A student as the school knows them; what is not known is None."""

    id: str
    first_name: str | None = None
    last_name: str | None = None
    grade: str | None = None


Students = Mapping[str, Student]
"""Students by id."""


def students_at(
    session: Session,
    sources: Sources,
    school: School,
    student_ids: Collection[str] | None = None,
    first_year: int = ANY_YEAR,
) -> Students:
    """The students of a school that the session reaches there; of `student_ids`, if any are given.

    To somebody who sees the whole school, they are those with results from the school in
    `first_year` or later and, of those who are named, whoever attends it; to others, the members
    of the groups they are listed in.
    """
    known = _known(session, sources, school, student_ids, first_year)
    if session.assignment.may(Permission.INDIVIDUAL_RESULTS):
        return known
    members = _members(session, school)
    wanted = members if student_ids is None else members & set(student_ids)
    return {each: known.get(each, Student(each)) for each in sorted(wanted)}


def check_students(known: Students, student_ids: Iterable[str]) -> None:
    """Refuse a list of students if any of them is none of those known.

    Raises:
        InputError: the message names their places in the list, from 1, and nobody.
    """
    strangers = [n for n, each in enumerate(student_ids, start=1) if each not in known]
    if strangers:
        places = ", ".join(map(str, strangers[:_SHOWN]))
        more = f" and {len(strangers) - _SHOWN} more" if len(strangers) > _SHOWN else ""
        raise InputError(
            f"student_ids: these are none of the school's students that you may see, "
            f"by their places in the list: {places}{more}"
        )


def _known(
    session: Session,
    sources: Sources,
    school: School,
    student_ids: Collection[str] | None,
    first_year: int,
) -> dict[str, Student]:
    """What the lake says of students within the scope: registrations, and before the results."""
    scope = _unreleased_too(session.scope)
    query = candidates.tested(scope, school, student_ids, first_year)
    tested = cast("list[CandidateRow]", checked(sources.engine, query))
    known = {row["student_id"]: _student(row) for row in tested}
    if student_ids:
        query = candidates.enrolled(scope, school, frozenset(student_ids))
        enrolled = cast("list[NamedStudentRow]", checked(sources.engine, query))
        known |= {row["student_id"]: _student(row) for row in enrolled}
    return known


def _unreleased_too(scope: Scope) -> Scope:
    return replace(scope, window=_OPEN)


def _members(session: Session, school: School) -> frozenset[str]:
    groups = (each.student_ids for each in session.groups if each.school_id == school.id)
    return frozenset().union(*groups)


def _student(row: CandidateRow | NamedStudentRow) -> Student:
    return Student(row["student_id"], row["first_name"], row["last_name"], row["grade"])

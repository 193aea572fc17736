"""Comparison rows: a group, its school, its district and the state on one assessment and year.

What lies within the caller's own results is shown as it is. Everything else counts students whom
the caller does not see, so there are two questions before anything is counted: may somebody in
this role compare with it at all, and has it been released.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from cers.model.access import Assignment, Group, scope_of
from cers.model.roles import Level, Permission
from cers.model.scope import SUMMATIVE, Scope, Window

LIFETIME: Final = timedelta(hours=23)
"""How long a count holds: a little less than Athena's results are kept."""

RETRY_AFTER: Final = timedelta(minutes=1)
"""How soon a count that failed is tried again."""


class RowKind(StrEnum):
    """Whose results a row counts."""

    GROUP = "group"
    SCHOOL = "school"
    DISTRICT = "district"
    STATE = "state"


class Standing(StrEnum):
    """Whether a row is shown, and if not, why not."""

    SHOWN = "shown"
    SUPPRESSED = "suppressed"
    """It would tell about single students."""

    NOT_RELEASED = "not-released"
    """Its results are not released (to the caller, where they are the caller's own)."""

    NOT_COMPARABLE = "not-comparable"
    """Results of this kind are not compared with it in the caller's role."""

    BEING_COUNTED = "being-counted"
    """Ask again in a moment."""


def may_compare(assignment: Assignment, kind: RowKind, asmt_type: str) -> bool:
    """Whether a role may compare with results beyond its own.

    Summative ones are published for schools, districts and the state. Interim ones are published
    nowhere: never for the state, and otherwise only to roles that could ask for the same in an
    aggregate report.
    """
    if asmt_type == SUMMATIVE:
        return True
    return kind is not RowKind.STATE and assignment.may(Permission.AGGREGATE_REPORTS)


def narrowed(window: Window, school_year: int, subject: str) -> Window:
    """What a window says of one school year and subject, and nothing else."""
    said = (
        each
        for each in window.openings
        if (each.school_year, each.subject) == (school_year, subject)
    )
    return Window(window.current_year, tuple(said))


def is_partly_open(window: Window, school_year: int) -> bool:
    """Whether a narrowed window keeps back summative results of some districts."""
    if school_year < window.current_year or not window.openings:
        return False
    return all(each.district_ids is not None or each.withheld for each in window.openings)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Whose results somebody knows anyway, under whichever of their assignments.

    `students` are those of their groups, by school. `schools` are all those where they hold a role:
    rows of these may be shown to them.
    """

    statewide: bool = False
    district_ids: frozenset[str] = frozenset()
    school_ids: frozenset[str] = frozenset()
    students: Mapping[str, frozenset[str]] = field(default_factory=dict)
    schools: frozenset[str] = frozenset()

    def knows_district(self, district_id: str) -> bool:
        """Whether every result of a district is known."""
        return self.statewide or district_id in self.district_ids

    def knows_school(self, school_id: str, district_id: str) -> bool:
        """Whether every result at a school is known."""
        return self.knows_district(district_id) or school_id in self.school_ids


def knowledge_of(
    assignments: Iterable[Assignment], groups: Iterable[Group], asmt_type: str, subject: str
) -> Knowledge:
    """What the holder of some assignments knows of results of a type and subject.

    Whether these are released to them does not matter: it is better to think they know.
    """
    of_type = [each for each in assignments if asmt_type in each.role.assessment_types]
    listed = tuple(groups)
    scopes = [scope_of(each, listed, Window()) for each in of_type]
    students: dict[str, frozenset[str]] = {}
    for school_id, members in _members(scopes, subject):
        students[school_id] = students.get(school_id, frozenset()) | members
    held_at = (each for each in of_type if each.role.level is Level.SCHOOL)
    return Knowledge(
        statewide=any(each.statewide for each in scopes),
        district_ids=frozenset().union(*(each.district_ids for each in scopes)),
        school_ids=frozenset().union(*(each.school_ids for each in scopes)),
        students=students,
        schools=frozenset(each.organization_id for each in held_at),
    )


def _members(scopes: Iterable[Scope], subject: str) -> Iterator[tuple[str, frozenset[str]]]:
    for scope in scopes:
        for each in scope.memberships:
            if each.school_id is not None and each.subject in (None, subject):
                yield each.school_id, each.student_ids


@dataclass(frozen=True, slots=True)
class Count:
    """A statewide count that was started: which, of which snapshot, and where it runs.

    What it counted lies with Athena and nowhere else. `attempt` numbers those of one snapshot.
    """

    name: str
    snapshot: str
    execution_id: str
    attempt: int
    started_at: datetime

    def holds(self, snapshot: str, now: datetime) -> bool:
        """Whether it still is the count of a snapshot."""
        return self.snapshot == snapshot and now < self.started_at + LIFETIME

    def may_be_tried_again(self, now: datetime) -> bool:
        """Whether it is long enough ago that it was started."""
        return now >= self.started_at + RETRY_AFTER

"""Groups that educators make for themselves, of students they see anyway.

They are private to their owner and of the current school year; every report about one applies the
owner's scope again.
"""

from dataclasses import dataclass
from typing import Final, TypedDict
from uuid import uuid4

from cers.model.access import Group
from cers.model.audit import Action
from cers.model.errors import ConflictError, InputError, NotFoundError
from cers.model.organization import School
from cers.model.roles import Permission
from cers.steps.asking import school_in_scope
from cers.steps.audit_records import record_of
from cers.steps.cursors import cursor_of, parsed_cursor
from cers.steps.group_changes import Content, check_content
from cers.steps.group_students import Student, check_students, students_at
from cers.steps.groups import (
    ChangedGroup,
    GroupItem,
    GroupSources,
    Member,
    changed_group,
    group_item,
    mark_of,
    member,
    own_id,
)
from cers.steps.session import Session
from cers.stores.groups import OwnGroup

MOST_GROUPS: Final = 100
"""That one educator keeps in a school year."""

CANDIDATES: Final = 100
"""On one page."""


class Candidates(TypedDict):
    """One page of the students a group can be made of, by name."""

    students: list[Member]
    total: int
    next: str | None


@dataclass(frozen=True, slots=True)
class Looked:
    """Whom somebody looks for: by a part of the name or the start of the id, and by grade."""

    search: str = ""
    grade: str = ""

    def finds(self, student: Student) -> bool:
        """Whether it is this student."""
        if self.grade and student.grade != self.grade:
            return False
        names = f"{student.first_name or ''} {student.last_name or ''}", _sorting(student)[0]
        wanted = self.search.casefold()
        return student.id.startswith(self.search) or any(
            wanted in name.casefold() for name in names
        )


def create_own_group(
    session: Session, sources: GroupSources, school_id: str, content: Content
) -> ChangedGroup:
    """Make a group for oneself.

    Raises:
        NotPermittedError: the role makes none.
        NotFoundError: there is no such school in scope.
        InputError: something about it is wrong, or there are too many already.
    """
    school = _school(session, sources, school_id)
    if len(_current(session, sources)) >= MOST_GROUPS:
        raise InputError(f"you have {MOST_GROUPS} groups already: delete one of them first")
    return _put(session, sources, school, OwnGroup(_new(session, school)), content, "create")


def change_own_group(
    session: Session, sources: GroupSources, group_id: str, content: Content, version: str
) -> ChangedGroup:
    """Change a group of one's own; its school stays.

    Raises:
        NotPermittedError: the role makes none.
        NotFoundError: there is no such group of the caller's own, or its school is out of scope.
        InputError: something about it is wrong.
        ConflictError: it is not the version any more that the change was made from.
    """
    before = _own(session, sources, group_id)
    school = _school(session, sources, before.group.school_id)
    if mark_of(before.version) != version:
        raise ConflictError("the group was changed meanwhile; look at it again")
    return _put(session, sources, school, before, content, "change")


def delete_own_group(session: Session, sources: GroupSources, group_id: str) -> GroupItem:
    """Delete a group of one's own; what it was.

    Raises:
        NotPermittedError: the role makes none.
        NotFoundError: there is no such group of the caller's own, or its school is out of scope.
        ConflictError: somebody is changing it at the same moment.
    """
    before = _own(session, sources, group_id)
    school = _school(session, sources, before.group.school_id)
    _record(session, sources, school, "delete", before.group)
    sources.store.delete_own(session.identity.username, before)
    return group_item(session, sources.reports, before.group, school)


def candidates(
    session: Session, sources: GroupSources, school_id: str, looked: Looked, cursor: str
) -> Candidates:
    """The students of a school whom the caller may put into a group, page by page, by name.

    They are recorded as looked for. Without results in this school year or the one before, a
    student is found only by those who are listed in a group with them.

    Raises:
        NotPermittedError: the role makes no groups.
        NotFoundError: there is no such school in scope.
        InputError: the cursor is none of ours.
    """
    session.require(Permission.OWN_GROUPS, Permission.MANAGE_GROUPS)
    school = school_in_scope(session, sources.reports, school_id)
    since = session.tenant.current_year - 1
    known = students_at(session, sources.reports, school, first_year=since).values()
    found = sorted(filter(looked.finds, known), key=_sorting)
    after = parsed_cursor(cursor, parts=2)
    later = [each for each in found if not after or _sorting(each) > after]
    page = later[:CANDIDATES]
    _record_search(session, sources, school, page)
    more = len(later) > len(page)
    return Candidates(
        students=[member(each, sources.reports) for each in page],
        total=len(found),
        next=cursor_of(_sorting(page[-1])) if more else None,
    )


def _sorting(student: Student) -> tuple[str, str]:
    """By last name, then first name, then id; those without a name come last."""
    names = f"{student.last_name or ''}, {student.first_name or ''}".casefold()
    unnamed = student.last_name is None and student.first_name is None
    return "\uffff" if unnamed else names, student.id


def _new(session: Session, school: School) -> Group:
    year = session.tenant.current_year
    return Group(own_id(uuid4().hex), "", school.id, year, None, frozenset())


def _school(session: Session, sources: GroupSources, school_id: str) -> School:
    session.require(Permission.OWN_GROUPS)
    return school_in_scope(session, sources.reports, school_id)


def _current(session: Session, sources: GroupSources) -> list[OwnGroup]:
    year = session.tenant.current_year
    kept = sources.store.own(session.identity.username)
    return [each for each in kept if each.group.school_year == year]


def _own(session: Session, sources: GroupSources, group_id: str) -> OwnGroup:
    session.require(Permission.OWN_GROUPS)
    found = sources.store.own_group(session.identity.username, group_id)
    if found is None or found.group.school_year != session.tenant.current_year:
        raise NotFoundError("there is no such group among your own")
    return found


def _put(
    session: Session,
    sources: GroupSources,
    school: School,
    before: OwnGroup,
    content: Content,
    what: str,
) -> ChangedGroup:
    check_content(content, sources.reports.reference.subjects().keys())
    wanted = frozenset(content.student_ids)
    check_students(students_at(session, sources.reports, school, wanted), content.student_ids)
    year = before.group.school_year
    group = Group(before.group.id, content.name, school.id, year, content.subject, wanted)
    _record(session, sources, school, what, group)
    username, now = session.identity.username, sources.reports.now()
    made = sources.store.put_own(username, group, before.version, now)
    return changed_group(session, sources.reports, made.group, school, made.version)


def _record(
    session: Session, sources: GroupSources, school: School, what: str, group: Group
) -> None:
    """Record a change that is about to be made."""
    students = len(group.student_ids)
    record = record_of(
        session,
        Action.CHANGE,
        at=sources.reports.now(),
        district_ids=(school.district_id,),
        school_ids=(school.id,),
        group_id=group.id,
        student_ids=tuple(sorted(group.student_ids)),
        rows=students,
        detail=f"{what} a group of one's own, of {students} students",
    )
    sources.reports.audit.record(record)


def _record_search(
    session: Session, sources: GroupSources, school: School, students: list[Student]
) -> None:
    record = record_of(
        session,
        Action.SEARCH,
        at=sources.reports.now(),
        district_ids=(school.district_id,),
        school_ids=(school.id,),
        student_ids=tuple(each.id for each in students),
        rows=len(students),
        detail="students for a group",
    )
    sources.reports.audit.record(record)

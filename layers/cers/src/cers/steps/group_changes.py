"""Assigned groups as coordinators keep them: what a group file may say, said by hand.

A change counts from the moment it is made: of a group file and a change the later one holds.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from cers.feeds.groups.read import FIRST_SCHOOL_YEAR
from cers.feeds.groups.rules import GROUP_NAME, LENGTHS, MAX_STUDENTS
from cers.model.access import Group
from cers.model.audit import Action
from cers.model.errors import ConflictError, InputError, NotFoundError
from cers.model.organization import School
from cers.model.roles import Permission
from cers.steps.audit_records import record_of
from cers.steps.group_students import check_students, students_at
from cers.steps.groups import (
    ChangedGroup,
    GroupItem,
    GroupSources,
    changed_group,
    group_item,
    mark_of,
)
from cers.steps.session import Session
from cers.stores.access import GroupVersion, group_id

MAX_USERS: Final = 100
"""The most users a group may list when it is kept by hand."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a group is to be; `student_ids` as they were given, so that their places count."""

    name: str
    subject: str | None
    student_ids: tuple[str, ...]
    usernames: tuple[str, ...] = ()


def create_group(
    session: Session, sources: GroupSources, school_id: str, school_year: int, content: Content
) -> ChangedGroup:
    """Make an assigned group.

    Raises:
        NotPermittedError: the role manages no groups.
        NotFoundError: there is no such school among those whose groups the caller manages.
        InputError: something about it is wrong.
        ConflictError: the school has one of that name in that year.
    """
    school = managed_school(session, sources, school_id)
    check_year(school_year, session.tenant.current_year)
    group = _checked(session, sources, school, school_year, content)
    if sources.store.assigned(group.id):
        raise ConflictError("name: the school has a group of that name in that school year already")
    _record(session, sources, school, "create", group, content.usernames)
    made = sources.store.create(group, frozenset(content.usernames), sources.reports.now())
    return changed_group(session, sources.reports, made.group, school, made.version)


def change_group(
    session: Session, sources: GroupSources, changed_id: str, content: Content, version: str
) -> ChangedGroup:
    """Change an assigned group; its school and school year stay. A new name gives it a new id.

    Raises:
        NotPermittedError: the role manages no groups.
        NotFoundError: there is no such group among those the caller manages.
        InputError: something about it is wrong.
        ConflictError: it is not the version any more that the change was made from.
    """
    before, school = _managed(session, sources, changed_id)
    if mark_of(before.version) != version:
        raise ConflictError("the group was changed meanwhile; look at it again")
    group = _checked(session, sources, school, before.group.school_year, content)
    _record(session, sources, school, "change", group, content.usernames)
    made = sources.store.change(before, group, frozenset(content.usernames), sources.reports.now())
    return changed_group(session, sources.reports, made.group, school, made.version)


def delete_group(session: Session, sources: GroupSources, deleted_id: str) -> GroupItem:
    """Delete an assigned group; what it was.

    Raises:
        NotPermittedError: the role manages no groups.
        NotFoundError: there is no such group among those the caller manages.
        ConflictError: somebody is changing it at the same moment.
    """
    before, school = _managed(session, sources, deleted_id)
    _record(session, sources, school, "delete", before.group, before.logins)
    sources.store.delete(before, sources.reports.now())
    return group_item(session, sources.reports, before.group, school)


def managed_school(session: Session, sources: GroupSources, school_id: str) -> School:
    """A school whose groups the caller manages.

    Raises:
        NotPermittedError: the role manages no groups.
        NotFoundError: there is no such school in scope.
    """
    session.require(Permission.MANAGE_GROUPS)
    school = sources.reports.reference.organizations().schools.get(school_id)
    if school is None or not session.scope.holds_school(school.id, school.district_id):
        raise NotFoundError("there is no such school among those whose groups you manage")
    return school


def check_year(school_year: int, current_year: int) -> None:
    """Refuse a school year that no group can be of.

    Raises:
        InputError: it is too early, or later than the next one.
    """
    if not FIRST_SCHOOL_YEAR <= school_year <= current_year + 1:
        raise InputError(f"school_year: from {FIRST_SCHOOL_YEAR} to {current_year + 1}")


def check_content(content: Content, subjects: Collection[str]) -> None:
    """Refuse a name, a subject or a number of students that no group may have.

    Raises:
        InputError: one of them is wrong.
    """
    if not 0 < len(content.name) <= LENGTHS[GROUP_NAME]:
        raise InputError(f"name: 1 to {LENGTHS[GROUP_NAME]} characters")
    if content.subject is not None and content.subject not in subjects:
        known = ", ".join(sorted(subjects))
        raise InputError(f"subject: null for every subject, or one of {known}")
    if len(set(content.student_ids)) > MAX_STUDENTS:
        raise InputError(f"student_ids: at most {MAX_STUDENTS} students")


def _managed(
    session: Session, sources: GroupSources, managed_id: str
) -> tuple[GroupVersion, School]:
    session.require(Permission.MANAGE_GROUPS)
    found = sources.store.assigned(managed_id)
    schools = sources.reports.reference.organizations().schools
    school = schools.get(found.group.school_id) if found else None
    held = school and session.scope.holds_school(school.id, school.district_id)
    if found is None or school is None or not held:
        raise NotFoundError("there is no such group among those you manage")
    return found, school


def _checked(
    session: Session, sources: GroupSources, school: School, school_year: int, content: Content
) -> Group:
    check_content(content, sources.reports.reference.subjects().keys())
    wanted = frozenset(content.student_ids)
    check_students(students_at(session, sources.reports, school, wanted), content.student_ids)
    made = group_id(school.id, school_year, content.name)
    return Group(made, content.name, school.id, school_year, content.subject, wanted)


def _record(
    session: Session,
    sources: GroupSources,
    school: School,
    what: str,
    group: Group,
    logins: Iterable[str],
) -> None:
    """Record a change that is about to be made."""
    students, users = len(group.student_ids), len(set(logins))
    record = record_of(
        session,
        Action.CHANGE,
        at=sources.reports.now(),
        district_ids=(school.district_id,),
        school_ids=(school.id,),
        group_id=group.id,
        student_ids=tuple(sorted(group.student_ids)),
        rows=students,
        detail=f"{what} an assigned group of {students} students and {users} users",
    )
    sources.reports.audit.record(record)

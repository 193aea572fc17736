"""The groups somebody may look at: assigned ones and their own, and who is in them."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypedDict

from cers.model.access import Group
from cers.model.audit import Action
from cers.model.errors import NotFoundError
from cers.model.organization import School
from cers.model.roles import Level, Permission
from cers.reports import documents
from cers.steps.asking import group_population, school_in_scope
from cers.steps.audit_records import record_of
from cers.steps.group_students import Student, students_at
from cers.steps.report_schools import school_document
from cers.steps.session import Session
from cers.steps.sources import Sources
from cers.stores.groups import GroupStore

ASSIGNED: Final = "assigned"
OWN: Final = "own"
_OWN_ID: Final = "own-"


@dataclass(frozen=True, slots=True)
class GroupSources:
    """What groups are kept in, and made from."""

    store: GroupStore
    reports: Sources


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which groups are asked for; what is empty does not restrict them."""

    school_id: str = ""
    school_year: int | None = None
    subject: str = ""
    search: str = ""

    def takes(self, group: Group) -> bool:
        """Whether a group is asked for, but for its school; one of all subjects is of each."""
        return (
            (self.school_year is None or group.school_year == self.school_year)
            and (not self.subject or group.subject in (None, self.subject))
            and self.search.casefold() in group.name.casefold()
        )


class GroupItem(TypedDict):
    """A group as a list shows it; `subject` is null where it is of every subject."""

    id: str
    kind: str
    name: str
    school: documents.School
    school_year: int
    subject: str | None
    students: int
    may_change: bool


class ChangedGroup(GroupItem):
    """A group as it was made or changed just now; the next change names its version."""

    version: str


class GroupPage(TypedDict):
    """Groups by name."""

    groups: list[GroupItem]


class Member(TypedDict):
    """A student of a group; what is null is not known, or not for the caller to know."""

    student_id: str
    reference: str
    first_name: str | None
    last_name: str | None
    grade: str | None


class GroupDocument(GroupItem):
    """A group with its students; users and version are for those who may change it."""

    members: list[Member]
    usernames: list[str] | None
    version: str | None


def list_groups(session: Session, sources: GroupSources, wanted: Wanted) -> GroupPage:
    """The groups the caller may look at, by name.

    Whoever sees a whole district or the state names the school whose assigned groups are meant;
    without one there are only groups of their own.

    Raises:
        NotPermittedError: the role has no groups at all.
        NotFoundError: there is no such school in scope.
    """
    session.require(Permission.GROUP_RESULTS, Permission.INDIVIDUAL_RESULTS, Permission.OWN_GROUPS)
    if wanted.school_id:
        school_in_scope(session, sources.reports, wanted.school_id)
    found = [*_assigned(session, sources, wanted), *_own(session, sources, wanted)]
    items = [item for item in found if item["school"]["id"] == (wanted.school_id or _any(item))]
    return GroupPage(groups=sorted(items, key=lambda each: (each["name"].casefold(), each["id"])))


def get_group(session: Session, sources: GroupSources, group_id: str) -> GroupDocument:
    """A group with its students, recorded as a view that names them.

    Of somebody's own group only those students are shown whom they still see.

    Raises:
        NotFoundError: there is no such group among those the caller may look at.
    """
    # Before the students: a change made from them is refused if they have changed since.
    kept = _kept(session, sources, group_id)
    population = group_population(session, sources.reports, group_id)
    group = population.group
    if group is None:
        raise NotFoundError("there is no such group among those you may see")
    known = students_at(session, sources.reports, population.school, group.student_ids)
    shown = [
        known.get(each, Student(each))
        for each in sorted(group.student_ids)
        if each in known or not is_own(group_id)
    ]
    record = record_of(
        session,
        Action.VIEW,
        at=sources.reports.now(),
        district_ids=(population.school.district_id,),
        school_ids=(population.school.id,),
        group_id=group.id,
        rows=len(shown),
        student_ids=tuple(each.id for each in shown),
    )
    sources.reports.audit.record(record)
    item = group_item(session, sources.reports, group, population.school)
    return GroupDocument(
        **item,
        members=[member(each, sources.reports) for each in shown],
        usernames=kept.usernames if item["may_change"] else None,
        version=kept.version if item["may_change"] else None,
    )


def is_own(group_id: str) -> bool:
    """Whether an id is that of a group which somebody made for themselves."""
    return group_id.startswith(_OWN_ID)


def own_id(unique: str) -> str:
    """The id of a group that somebody makes for themselves."""
    return _OWN_ID + unique


def mark_of(version: str) -> str:
    """A version as it is shown: it says whether the group is still the same, and nothing else."""
    return hashlib.sha256(version.encode()).hexdigest()[:16]


def may_change(session: Session, group: Group, school: School) -> bool:
    """Whether the caller may change a group."""
    if is_own(group.id):
        return session.assignment.may(Permission.OWN_GROUPS)
    return session.assignment.may(Permission.MANAGE_GROUPS) and session.scope.holds_school(
        school.id, school.district_id
    )


def group_item(session: Session, sources: Sources, group: Group, school: School) -> GroupItem:
    """A group as a list shows it."""
    return GroupItem(
        id=group.id,
        kind=OWN if is_own(group.id) else ASSIGNED,
        name=group.name,
        school=school_document(school, sources.reference.organizations()),
        school_year=group.school_year,
        subject=group.subject,
        students=len(group.student_ids),
        may_change=may_change(session, group, school),
    )


def changed_group(
    session: Session, sources: Sources, group: Group, school: School, version: str
) -> ChangedGroup:
    """A group as whoever changed it is answered."""
    item = group_item(session, sources, group, school)
    return ChangedGroup(**item, version=mark_of(version))


def member(student: Student, sources: Sources) -> Member:
    """A student as a member of a group."""
    return Member(
        student_id=student.id,
        reference=sources.references.of(student.id),
        first_name=student.first_name,
        last_name=student.last_name,
        grade=student.grade,
    )


def _any(item: GroupItem) -> str:
    return item["school"]["id"]


def _assigned(session: Session, sources: GroupSources, wanted: Wanted) -> Iterator[GroupItem]:
    if session.assignment.may(Permission.INDIVIDUAL_RESULTS):
        return _items(session, sources, wanted, _of_school(session, sources, wanted))
    return _items(session, sources, wanted, session.groups)


def _of_school(session: Session, sources: GroupSources, wanted: Wanted) -> list[Group]:
    assignment = session.assignment
    own = assignment.organization_id if assignment.role.level is Level.SCHOOL else ""
    school_id = wanted.school_id or own
    if not school_id:
        return []
    return [each.group for each in sources.store.at_school(school_id, wanted.school_year)]


def _own(session: Session, sources: GroupSources, wanted: Wanted) -> Iterator[GroupItem]:
    if not session.assignment.may(Permission.OWN_GROUPS):
        return iter(())
    groups = (each.group for each in sources.store.own(session.identity.username))
    current = session.tenant.current_year
    return _items(session, sources, wanted, (g for g in groups if g.school_year == current))


def _items(
    session: Session, sources: GroupSources, wanted: Wanted, groups: Iterable[Group]
) -> Iterator[GroupItem]:
    """The groups that are asked for, at schools in scope."""
    schools = sources.reports.reference.organizations().schools
    for group in groups:
        school = schools.get(group.school_id)
        reached = school and session.scope.reaches_school(school.id, school.district_id)
        if school and reached and wanted.takes(group):
            yield group_item(session, sources.reports, group, school)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What only those see of a group who may change it."""

    usernames: list[str] | None = None
    version: str | None = None


def _kept(session: Session, sources: GroupSources, group_id: str) -> _Kept:
    if is_own(group_id):
        own = sources.store.own_group(session.identity.username, group_id)
        return _Kept(None, mark_of(own.version)) if own else _Kept()
    kept = sources.store.assigned(group_id)
    return _Kept(sorted(kept.logins), mark_of(kept.version)) if kept else _Kept()

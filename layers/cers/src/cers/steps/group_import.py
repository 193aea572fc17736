"""A group file that a coordinator sends through the API: all of it is taken, or nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from cers.feeds.groups import DeliveredGroup, GroupContext, read_groups
from cers.feeds.groups.rules import NOT_AT_SCHOOL, STUDENT, UNKNOWN_SCHOOL
from cers.feeds.reading import at_line
from cers.model.access import Group
from cers.model.audit import Action
from cers.model.errors import ConflictError
from cers.model.finding import Finding, Severity
from cers.model.organization import Organizations, School
from cers.model.roles import Permission
from cers.model.vendor import VendorGrant
from cers.steps.audit_records import record_of
from cers.steps.group_students import students_at
from cers.steps.groups import GroupItem, GroupSources, group_item
from cers.steps.session import Session
from cers.stores.access import AccessStore, GroupVersion, group_id
from cers.stores.groups import version_at

_NO_SCHOOL = "There is no such school among those whose groups you manage."
_NO_STUDENT = (
    "The student is none of the school's that you may see: mend the id, or remove the row."
)


class FindingDocument(TypedDict):
    """Something wrong with a file, or doubtful about it."""

    code: str
    severity: str
    message: str
    where: str
    element: str


class Imported(TypedDict):
    """What became of a file: the groups as they are now, or what is wrong, and nothing changed."""

    groups: list[GroupItem]
    findings: list[FindingDocument]


@dataclass(frozen=True, slots=True)
class ImportSources:
    """What groups are kept in, and made from; `access` writes as it does for files."""

    groups: GroupSources
    access: AccessStore


def import_groups(session: Session, sources: ImportSources, data: bytes) -> Imported:
    """Replace the groups that a file names, at schools whose groups the caller manages.

    Raises:
        NotPermittedError: the role manages no groups.
        ConflictError: a group was changed at the same moment.
    """
    session.require(Permission.MANAGE_GROUPS)
    reports = sources.groups.reports
    schools = _managed(session, reports.reference.organizations())
    context = GroupContext(
        Organizations({}, schools),
        reports.reference.subjects().keys(),
        VendorGrant.of_the_state(),
        reports.now(),
    )
    parsed = read_groups(data, context)
    groups = parsed.value or ()
    findings = [*map(_strict, parsed.findings), *_strangers(session, sources, groups, schools)]
    if any(each.severity is Severity.ERROR for each in findings):
        return Imported(groups=[], findings=[_document(each) for each in findings])
    written = _write(session, sources, groups, schools)
    items = [group_item(session, reports, each, schools[each.school_id]) for each in written]
    return Imported(groups=items, findings=[_document(each) for each in findings])


def _managed(session: Session, organizations: Organizations) -> dict[str, School]:
    return {
        school.id: school
        for school in organizations.schools.values()
        if session.scope.holds_school(school.id, school.district_id)
    }


def _strict(finding: Finding) -> Finding:
    """What a delivered file would wait for is an error here."""
    if finding.severity is not Severity.WAITING:
        return finding
    message = _NO_SCHOOL if finding.code == UNKNOWN_SCHOOL.code else finding.message
    return replace(finding, severity=Severity.ERROR, message=message)


def _strangers(
    session: Session,
    sources: ImportSources,
    groups: Sequence[DeliveredGroup],
    schools: Mapping[str, School],
) -> Iterator[Finding]:
    """The rows with students who are not at the school of their group."""
    for school_id in dict.fromkeys(group.school_id for group in groups):
        here = [group for group in groups if group.school_id == school_id]
        named = {student for group in here for student in group.students}
        if not named:
            continue
        known = students_at(session, sources.groups.reports, schools[school_id], named)
        yield from _not_among(known.keys(), here)


def _not_among(known: Iterable[str], groups: Sequence[DeliveredGroup]) -> Iterator[Finding]:
    there = frozenset(known)
    lines = sorted(
        line
        for group in groups
        for student, lines in group.students.items()
        if student not in there
        for line in lines
    )
    for line in lines:
        finding = NOT_AT_SCHOOL.finding(_NO_STUDENT, at_line(line), STUDENT)
        yield replace(finding, severity=Severity.ERROR)


def _write(
    session: Session,
    sources: ImportSources,
    groups: Sequence[DeliveredGroup],
    schools: Mapping[str, School],
) -> list[Group]:
    """Write all groups, as of one moment.

    Raises:
        ConflictError: a later version of one is there, by a clock ahead of ours.
    """
    version = version_at(sources.groups.reports.now())
    versions = [GroupVersion(_group(each), each.logins, version) for each in groups]
    for school_id in dict.fromkeys(each.group.school_id for each in versions):
        here = [each for each in versions if each.group.school_id == school_id]
        _record(session, sources, schools[school_id], here)
    current = sources.access.put_groups(versions)
    if len(current) < len(versions):
        raise ConflictError("some of the groups were changed at the same moment; send it again")
    return [each.group for each in versions]


def _group(delivered: DeliveredGroup) -> Group:
    return Group(
        group_id(delivered.school_id, delivered.school_year, delivered.name),
        delivered.name,
        delivered.school_id,
        delivered.school_year,
        delivered.subject,
        frozenset(delivered.students),
    )


def _record(
    session: Session, sources: ImportSources, school: School, versions: Sequence[GroupVersion]
) -> None:
    """Record what is about to be written at one school."""
    students = {student for each in versions for student in each.group.student_ids}
    record = record_of(
        session,
        Action.CHANGE,
        at=sources.groups.reports.now(),
        district_ids=(school.district_id,),
        school_ids=(school.id,),
        student_ids=tuple(sorted(students)),
        rows=len(students),
        detail=f"import {len(versions)} assigned groups of {len(students)} students",
    )
    sources.groups.reports.audit.record(record)


def _document(finding: Finding) -> FindingDocument:
    return FindingDocument(
        code=finding.code,
        severity=finding.severity.value,
        message=finding.message,
        where=finding.where,
        element=finding.element,
    )

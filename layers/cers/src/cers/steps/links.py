"""Instructional links: which are shown with an assessment, and who keeps which of them.

Links of the system and the state are shown to everybody, others at the schools of the organization
that keeps them. A link is kept by those with the permission, for their own organization: the state
for itself and its groups of districts, a district for itself, its groups of schools and its
schools, a school for itself. The links of anybody else look like none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol
from uuid import uuid4

from cers.model.access import Assignment
from cers.model.assessment import Assessment
from cers.model.audit import Action, Record
from cers.model.errors import InputError, NotFoundError
from cers.model.instructional_link import (
    InstructionalLink,
    Owner,
    OwnerType,
    checked_label,
    checked_url,
    owners_for,
    owners_of,
)
from cers.model.organization import Organizations, School
from cers.model.roles import Permission
from cers.model.subject import Scoring
from cers.reports.definition import Definition
from cers.steps.session import Session
from cers.steps.sources import Audit, Reference

MOST_LINKS = 50
"""That one organization keeps for one assessment."""


class Links(Protocol):
    """Where links are kept."""

    def get(self, link_id: str) -> InstructionalLink | None:
        """The link with an id."""
        ...

    def shown(self, assessment_id: str, owners: Iterable[Owner]) -> list[InstructionalLink]:
        """The links that some organizations keep for an assessment."""
        ...

    def kept(self, owners: Iterable[Owner]) -> list[InstructionalLink]:
        """Every link that some organizations keep."""
        ...

    def put(self, link: InstructionalLink) -> None:
        """Keep a link, new or changed."""
        ...

    def delete(self, link: InstructionalLink) -> None:
        """Delete a link."""
        ...


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class LinkSources:
    """What links are kept in and checked against, and where changes of them are recorded."""

    links: Links
    reference: Reference
    audit: Audit
    now: Callable[[], datetime] = _now


@dataclass(frozen=True, slots=True)
class Wanted:
    """A link as somebody wants it."""

    level: int
    label: str
    url: str


def links_for(
    session: Session, sources: LinkSources, assessment_id: str, school_id: str
) -> list[InstructionalLink]:
    """The links to show with an assessment at a school; without one, those shown everywhere.

    They come by level, then from the widest organization to the narrowest, then by label.

    Raises:
        NotFoundError: there is no such assessment or school in scope.
    """
    assessment = sources.reference.assessments().get(assessment_id)
    if assessment is None or assessment.type not in session.scope.assessment_types:
        raise NotFoundError("there is no such assessment among those you may see")
    organizations = sources.reference.organizations()
    school = _school(session, organizations, school_id) if school_id else None
    owners = owners_for(school, organizations)
    return sorted(
        sources.links.shown(assessment_id, owners),
        key=lambda link: (link.level, owners.index(link.owner), link.label.casefold(), link.id),
    )


def kept_links(session: Session, sources: LinkSources) -> list[InstructionalLink]:
    """Every link that the caller may change, by assessment.

    Raises:
        NotPermittedError: the caller may keep none.
    """
    session.require(Permission.INSTRUCTIONAL_LINKS)
    owners = _own(session.assignment, sources.reference.organizations())
    return sources.links.kept(owners)


def link_owners(session: Session, sources: LinkSources) -> tuple[Owner, ...]:
    """The organizations that the caller may keep links for, the widest first.

    Raises:
        NotPermittedError: the caller may keep none.
    """
    session.require(Permission.INSTRUCTIONAL_LINKS)
    return _own(session.assignment, sources.reference.organizations())


def linkable(session: Session, sources: LinkSources) -> list[Assessment]:
    """The assessments that the caller may keep links for, the newest first.

    Raises:
        NotPermittedError: the caller may keep none.
    """
    session.require(Permission.INSTRUCTIONAL_LINKS)
    found = sources.reference.assessments().values()
    return sorted(
        found, key=lambda each: (-each.school_year, (each.label or each.name).casefold(), each.id)
    )


def overall_of(reference: Reference, assessment: Assessment) -> Scoring | None:
    """How an assessment's overall score is reported, with the levels of its school year."""
    subject = reference.subjects().get(assessment.subject)
    return Definition(assessment, subject).overall


def create_link(
    session: Session, sources: LinkSources, assessment_id: str, owner: Owner, wanted: Wanted
) -> InstructionalLink:
    """Keep a new link for an assessment, on behalf of an organization.

    Raises:
        NotPermittedError: the caller may keep none.
        NotFoundError: there is no such assessment, or no such organization of the caller's own.
        InputError: a member is wrong, or the organization keeps too many already.
    """
    session.require(Permission.INSTRUCTIONAL_LINKS)
    _check_own(session, sources, owner)
    assessment = _assessment(sources, assessment_id)
    checked = _checked(wanted, sources, assessment)
    if len(sources.links.shown(assessment_id, [owner])) >= MOST_LINKS:
        raise InputError(f"an organization keeps at most {MOST_LINKS} links for one assessment")
    link = InstructionalLink(
        id=uuid4().hex,
        assessment_id=assessment_id,
        owner=owner,
        level=checked.level,
        label=checked.label,
        url=checked.url,
        version=1,
        changed_at=sources.now(),
    )
    _record(session, sources, "create", link)
    sources.links.put(link)
    return link


def update_link(
    session: Session, sources: LinkSources, link_id: str, wanted: Wanted
) -> InstructionalLink:
    """Change a link's level, label and address.

    Raises:
        NotPermittedError: the caller may keep none.
        NotFoundError: there is no such link of the caller's own.
        InputError: a member is wrong.
        ConflictError: somebody else has changed it meanwhile.
    """
    before = _own_link(session, sources, link_id)
    checked = _checked(wanted, sources, _assessment(sources, before.assessment_id))
    link = replace(
        before,
        level=checked.level,
        label=checked.label,
        url=checked.url,
        version=before.version + 1,
        changed_at=sources.now(),
    )
    _record(session, sources, "change", link)
    sources.links.put(link)
    return link


def delete_link(session: Session, sources: LinkSources, link_id: str) -> InstructionalLink:
    """Delete a link; what it was.

    Raises:
        NotPermittedError: the caller may keep none.
        NotFoundError: there is no such link of the caller's own.
        ConflictError: somebody else has changed it meanwhile.
    """
    link = _own_link(session, sources, link_id)
    _record(session, sources, "delete", link)
    sources.links.delete(link)
    return link


def _school(session: Session, organizations: Organizations, school_id: str) -> School:
    school = organizations.schools.get(school_id)
    if school is None or not session.scope.reaches_school(school.id, school.district_id):
        raise NotFoundError("there is no such school among those you may see")
    return school


def _own(assignment: Assignment, organizations: Organizations) -> tuple[Owner, ...]:
    return owners_of(assignment.role.level, assignment.organization_id, organizations)


def _check_own(session: Session, sources: LinkSources, owner: Owner) -> None:
    if owner not in _own(session.assignment, sources.reference.organizations()):
        raise NotFoundError("there is no such organization among your own")


def _own_link(session: Session, sources: LinkSources, link_id: str) -> InstructionalLink:
    session.require(Permission.INSTRUCTIONAL_LINKS)
    link = sources.links.get(link_id)
    own = _own(session.assignment, sources.reference.organizations())
    if link is None or link.owner not in own:
        raise NotFoundError("there is no such link among your own")
    return link


def _assessment(sources: LinkSources, assessment_id: str) -> Assessment:
    assessment = sources.reference.assessments().get(assessment_id)
    if assessment is None:
        raise NotFoundError("there is no such assessment")
    return assessment


def _checked(wanted: Wanted, sources: LinkSources, assessment: Assessment) -> Wanted:
    overall = overall_of(sources.reference, assessment)
    levels = {0, *(each.level for each in (overall.levels if overall else ()))}
    if wanted.level not in levels:
        raise InputError(f"level: one of {', '.join(map(str, sorted(levels)))}")
    return Wanted(wanted.level, checked_label(wanted.label), checked_url(wanted.url))


def _record(session: Session, sources: LinkSources, what: str, link: InstructionalLink) -> None:
    """Record a change that is about to be made."""
    identity, assignment = session.identity, session.assignment
    owner = link.owner
    sources.audit.record(
        Record(
            at=sources.now(),
            request_id=session.request_id,
            action=Action.CHANGE,
            route=session.route,
            subject=identity.subject,
            username=identity.username,
            role=assignment.role.code,
            organization_id=assignment.organization_id,
            school_ids=(owner.id,) if owner.type is OwnerType.SCHOOL else (),
            assessment_id=link.assessment_id,
            detail=f"{what} link {link.id} of {owner.type} {owner.id}, level {link.level}: "
            f"{link.url}",
        )
    )

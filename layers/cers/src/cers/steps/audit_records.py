"""Records of what is done in a session, other than looking at results."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Protocol

from cers.model.audit import Action, Record
from cers.model.organization import Organizations
from cers.model.roles import Level
from cers.steps.session import Session


class Audit(Protocol):
    """Where records are kept."""

    def record(self, record: Record) -> None:
        """Keep a record; it is durable when this returns."""
        ...


def record_of(
    session: Session,
    action: Action,
    *,
    at: datetime | None = None,
    district_ids: tuple[str, ...] = (),
    school_ids: tuple[str, ...] = (),
    student_ids: tuple[str, ...] = (),
    students: Mapping[str, frozenset[str]] | None = None,
    group_id: str = "",
    assessment_id: str = "",
    school_year: int | None = None,
    rows: int = 0,
    snapshots: tuple[str, ...] = (),
    detail: str = "",
) -> Record:
    """A record of what the session's user does; `students` are named by district."""
    return Record(
        at=at or datetime.now(UTC),
        request_id=session.request_id,
        action=action,
        route=session.route,
        subject=session.identity.subject,
        username=session.identity.username,
        role=session.assignment.role.code,
        organization_id=session.assignment.organization_id,
        district_ids=district_ids,
        school_ids=school_ids,
        student_ids=student_ids,
        students_by_district=students or {},
        group_id=group_id,
        assessment_id=assessment_id,
        school_year=school_year,
        rows=rows,
        snapshots=snapshots,
        detail=detail,
    )


def refused(session: Session, audit: Audit, organizations: Organizations, detail: str = "") -> None:
    """Record that somebody asked for what lies outside of their scope, or is not there.

    It belongs to the log of the user's own district: the one asked about, if there is such a one,
    has shown nothing. `detail` says what kind of thing it was, and never which.

    Raises:
        UpstreamError: it cannot be recorded just now.
    """
    districts = _own_district(session, organizations)
    audit.record(record_of(session, Action.REFUSED, district_ids=districts, detail=detail))


def _own_district(session: Session, organizations: Organizations) -> tuple[str, ...]:
    here = session.assignment.organization_id
    match session.assignment.role.level:
        case Level.DISTRICT:
            return (here,)
        case Level.SCHOOL if here in organizations.schools:
            return (organizations.schools[here].district_id,)
        case _:
            return ()

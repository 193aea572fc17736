"""What was written down, read again: by whoever did it, and by the district it is about."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol, TypedDict

from cers.model.access import NotPermittedError
from cers.model.audit import Action, Seen, Wanted
from cers.model.errors import InputError, NotFoundError
from cers.model.organization import Organizations
from cers.model.roles import Level, Permission
from cers.steps.audit_records import Audit, record_of
from cers.steps.session import Session

MOST_DAYS: Final = 92
"""The longest stretch of days that is searched at once."""

_STUDENTS_A_PAGE: Final = 20_000
"""A page ends early where it would name more students than that."""

_PLACE: Final = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.+]{21}#[0-9a-f#-]{20,60}")


class LogPage(Protocol):
    """Some of what was done, newest first, and where the page after it begins."""

    @property
    def seen(self) -> list[Seen]:
        """What was done."""
        ...

    @property
    def next(self) -> str:
        """Empty on the last page."""
        ...


class Log(Protocol):
    """Where records are read."""

    def of_user(self, subject: str, before: str, limit: int) -> LogPage:
        """What a user did."""
        ...

    def of_district(
        self, district_id: str, days: tuple[date, date], wanted: Wanted, before: str, limit: int
    ) -> LogPage:
        """What touched a district."""
        ...


class Activity(TypedDict):
    """Something the caller did."""

    at: str
    request_id: str
    action: str
    route: str
    role: str
    organization_id: str
    school_ids: list[str]
    group_id: str | None
    assessment_id: str | None
    school_year: int | None
    results: int
    detail: str | None


class Activities(TypedDict):
    """A page of what the caller did, newest first."""

    activities: list[Activity]
    next: str | None


class Access(TypedDict):
    """Something that somebody did with students of the district, as the district may see it.

    `results` is None where it was about other districts' students as well.
    """

    at: str
    request_id: str
    action: str
    route: str
    username: str
    role: str
    organization_id: str
    school_ids: list[str]
    group_id: str | None
    assessment_id: str | None
    school_year: int | None
    results: int | None
    student_ids: list[str]
    students: int
    detail: str | None


class AccessLog(TypedDict):
    """A page of the access log, newest first; it may be short though there is a `next`."""

    entries: list[Access]
    next: str | None


@dataclass(frozen=True, slots=True)
class Search:
    """What a district looks for in its log: from one day to another, both included, in UTC."""

    first: date
    last: date
    wanted: Wanted

    @property
    def detail(self) -> str:
        """What is looked for, without naming anybody."""
        by = {
            "student": self.wanted.student_id,
            "user": self.wanted.username,
            "school": self.wanted.school_id,
        }
        narrowed = ", ".join(name for name, value in by.items() if value)
        days = f"access log from {self.first} to {self.last}"
        return f"{days}, of one {narrowed}" if narrowed else days


def my_activity(subject: str, log: Log, cursor: str, limit: int) -> Activities:
    """What a user did, by the subject of the token; no student is named.

    Raises:
        InputError: the cursor is none of ours.
    """
    page = log.of_user(subject, _parsed(cursor), limit)
    return Activities(activities=[_activity(each) for each in page.seen], next=_cursor(page.next))


def search(
    session: Session,
    log: Log,
    audit: Audit,
    organizations: Organizations,
    asked: Search,
    cursor: str,
    limit: int,
) -> AccessLog:
    """Who saw which students of the caller's district, and did what else there.

    Of what was about several districts only this one's part is told. The search is recorded
    itself, with the students its answer names.

    Raises:
        InputError: the days are too many or the wrong way round, or the cursor is none of ours.
        NotPermittedError: the role does not include it.
        NotFoundError: there is no such school in the district.
    """
    district_id = _district(session)
    _check_days(asked)
    wanted = asked.wanted
    if wanted.school_id and not _is_of(wanted.school_id, district_id, organizations):
        raise NotFoundError("there is no such school among those you may see")
    days = asked.first, asked.last
    page = log.of_district(district_id, days, wanted, _parsed(cursor), limit)
    seen = list(_that_fit(page.seen))
    entries = [_access(each, district_id, wanted.student_id, organizations) for each in seen]
    named = {student for entry in entries for student in entry["student_ids"]}
    audit.record(
        record_of(
            session,
            Action.SEARCH,
            district_ids=(district_id,),
            school_ids=(wanted.school_id,) if wanted.school_id else (),
            student_ids=tuple(sorted(named | ({wanted.student_id} - {""}))),
            rows=len(entries),
            detail=asked.detail,
        )
    )
    cut = len(seen) < len(page.seen)
    return AccessLog(entries=entries, next=_cursor(seen[-1].place if cut else page.next))


def _district(session: Session) -> str:
    session.require(Permission.ACCESS_LOG)
    if session.assignment.role.level is not Level.DISTRICT:
        raise NotPermittedError("the access log is a district's")
    return session.assignment.organization_id


def _check_days(asked: Search) -> None:
    if not 0 <= (asked.last - asked.first).days < MOST_DAYS:
        raise InputError(f"from, to: at most {MOST_DAYS} days, the earlier one first")


def _is_of(school_id: str, district_id: str, organizations: Organizations) -> bool:
    school = organizations.schools.get(school_id)
    return school is not None and school.district_id == district_id


def _that_fit(seen: Iterable[Seen]) -> Iterator[Seen]:
    """The first of them, up to so many students; at least one."""
    students = 0
    for each in seen:
        students += len(each.student_ids)
        if students > _STUDENTS_A_PAGE and students > len(each.student_ids):
            return
        yield each


def _activity(seen: Seen) -> Activity:
    return Activity(
        at=seen.at,
        request_id=seen.request_id,
        action=seen.action,
        route=seen.route,
        role=seen.role,
        organization_id=seen.organization_id,
        school_ids=list(seen.school_ids),
        group_id=seen.group_id or None,
        assessment_id=seen.assessment_id or None,
        school_year=seen.school_year,
        results=seen.rows,
        detail=seen.detail or None,
    )


def _access(seen: Seen, district_id: str, student_id: str, organizations: Organizations) -> Access:
    """A part of a record as its district sees it; of a student's search only that student."""
    shared = seen.districts > 1
    schools = [each for each in seen.school_ids if _is_of(each, district_id, organizations)]
    return Access(
        at=seen.at,
        request_id=seen.request_id,
        action=seen.action,
        route=seen.route,
        username=seen.username,
        role=seen.role,
        organization_id=seen.organization_id,
        school_ids=schools,
        group_id=None if shared else seen.group_id or None,
        assessment_id=seen.assessment_id or None,
        school_year=seen.school_year,
        results=None if shared else seen.rows,
        student_ids=[student_id] if student_id else list(seen.student_ids),
        students=len(seen.student_ids),
        detail=None if shared else seen.detail or None,
    )


def _cursor(place: str) -> str | None:
    return urlsafe_b64encode(place.encode()).decode() if place else None


def _parsed(cursor: str) -> str:
    if not cursor:
        return ""
    try:
        place = urlsafe_b64decode(cursor.encode()).decode()
    except ValueError:
        place = ""
    if not _PLACE.fullmatch(place):
        raise InputError("cursor: use the `next` of the page before")
    return place

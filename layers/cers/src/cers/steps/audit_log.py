"""What was written down, read again: by whoever did it, and by the district it is about."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol, TypedDict

from cers.model.access import NotPermittedError
from cers.model.assessment import Assessment
from cers.model.audit import Action, Seen, Wanted
from cers.model.errors import InputError, NotFoundError
from cers.model.organization import Organizations
from cers.model.roles import Level, Permission
from cers.reports.documents import Named
from cers.steps.audit_records import record_of
from cers.steps.session import Session
from cers.steps.sources import Reference, References, Sources

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
    """Something the caller did; schools and the assessment by name too, where they are known."""

    at: str
    request_id: str
    action: str
    route: str
    role: str
    organization_id: str
    school_ids: list[str]
    schools: list[Named]
    group_id: str | None
    assessment_id: str | None
    assessment: str | None
    school_year: int | None
    results: int
    detail: str | None


class Activities(TypedDict):
    """A page of what the caller did, newest first."""

    activities: list[Activity]
    next: str | None


class Access(TypedDict):
    """Something that somebody did with students of the district, as the district may see it.

    `results` is None where it was about other districts' students as well; `references` are those
    of `student_ids`, in the same order.
    """

    at: str
    request_id: str
    action: str
    route: str
    username: str
    role: str
    organization_id: str
    school_ids: list[str]
    schools: list[Named]
    group_id: str | None
    assessment_id: str | None
    assessment: str | None
    school_year: int | None
    results: int | None
    student_ids: list[str]
    references: list[str]
    students: int
    detail: str | None


class AccessLog(TypedDict):
    """A page of the access log, newest first; it may be short though there is a `next`."""

    entries: list[Access]
    next: str | None


@dataclass(frozen=True, slots=True)
class Names:
    """What places and assessments are called; records name them by their ids."""

    organizations: Organizations
    assessments: Mapping[str, Assessment]

    @classmethod
    def of(cls, reference: Reference) -> "Names":
        """The names that are current."""
        return cls(reference.organizations(), reference.assessments())

    def is_of(self, school_id: str, district_id: str) -> bool:
        """Whether a school is one of a district's."""
        school = self.organizations.schools.get(school_id)
        return school is not None and school.district_id == district_id

    def schools(self, school_ids: Iterable[str]) -> list[Named]:
        """Schools by name; one that is not known any more goes by its id."""
        known = self.organizations.schools
        return [
            Named(id=each, name=known[each].name if each in known else each) for each in school_ids
        ]

    def assessment(self, assessment_id: str) -> str | None:
        """What an assessment is called; None where there is none, or it is not known any more."""
        found = self.assessments.get(assessment_id)
        return (found.label or found.name) if found else None


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


def my_activity(
    subject: str, log: Log, reference: Reference, cursor: str, limit: int
) -> Activities:
    """What a user did, by the subject of the token; no student is named.

    Raises:
        InputError: the cursor is none of ours.
    """
    page = log.of_user(subject, _parsed(cursor), limit)
    names = Names.of(reference)
    activities = [_activity(each, names) for each in page.seen]
    return Activities(activities=activities, next=_cursor(page.next))


def search(
    session: Session,
    log: Log,
    sources: Sources,
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
    wanted, names = asked.wanted, Names.of(sources.reference)
    if wanted.school_id and not names.is_of(wanted.school_id, district_id):
        raise NotFoundError("there is no such school among those you may see")
    days = asked.first, asked.last
    page = log.of_district(district_id, days, wanted, _parsed(cursor), limit)
    seen = list(_that_fit(page.seen))
    entries = [
        _access(each, district_id, wanted.student_id, names, sources.references) for each in seen
    ]
    named = {student for entry in entries for student in entry["student_ids"]}
    sources.audit.record(
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


def _that_fit(seen: Iterable[Seen]) -> Iterator[Seen]:
    """The first of them, up to so many students; at least one."""
    students = 0
    for each in seen:
        students += len(each.student_ids)
        if students > _STUDENTS_A_PAGE and students > len(each.student_ids):
            return
        yield each


def _activity(seen: Seen, names: Names) -> Activity:
    return Activity(
        at=seen.at,
        request_id=seen.request_id,
        action=seen.action,
        route=seen.route,
        role=seen.role,
        organization_id=seen.organization_id,
        school_ids=list(seen.school_ids),
        schools=names.schools(seen.school_ids),
        group_id=seen.group_id or None,
        assessment_id=seen.assessment_id or None,
        assessment=names.assessment(seen.assessment_id),
        school_year=seen.school_year,
        results=seen.rows,
        detail=seen.detail or None,
    )


def _access(
    seen: Seen, district_id: str, student_id: str, names: Names, references: References
) -> Access:
    """A part of a record as its district sees it; of a student's search only that student."""
    shared = seen.districts > 1
    schools = [each for each in seen.school_ids if names.is_of(each, district_id)]
    students = [student_id] if student_id else list(seen.student_ids)
    return Access(
        at=seen.at,
        request_id=seen.request_id,
        action=seen.action,
        route=seen.route,
        username=seen.username,
        role=seen.role,
        organization_id=seen.organization_id,
        school_ids=schools,
        schools=names.schools(schools),
        group_id=None if shared else seen.group_id or None,
        assessment_id=seen.assessment_id or None,
        assessment=names.assessment(seen.assessment_id),
        school_year=seen.school_year,
        results=None if shared else seen.rows,
        student_ids=students,
        references=[references.of(each) for each in students],
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

"""Printed reports: asked for, looked at, fetched and forgotten by their owner.

A file is fetched under the rights its owner has at that moment. If any result in it is not theirs
to take away any more (a group was taken from them, a release was taken back, transfers were
switched off), it is closed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from cers.model.aggregate_job import Status
from cers.model.audit import Action
from cers.model.errors import InputError
from cers.model.owned_job import is_awaited
from cers.model.printed_job import Content, Language, Made, Order, PrintedJob, Wanted, Whose
from cers.model.roles import Permission
from cers.steps.audit_records import record_of
from cers.steps.owned_jobs import (
    ADDRESS_SECONDS,
    CLOSED,
    NEVER_MADE,
    Files,
    Jobs,
    Queue,
    ask_for,
    every_own,
    forget,
    own,
    owner_of,
)
from cers.steps.printed_documents import PrintedAnswer, PrintedList, printed_document
from cers.steps.printed_populations import find, for_paper
from cers.steps.session import Session
from cers.steps.sources import Sources

_WHAT = "printed report"


@dataclass(frozen=True, slots=True)
class PrintedSources:
    """What printed reports are kept in; `reports` is what they are checked against."""

    jobs: Jobs[PrintedJob]
    files: Files
    queue: Queue
    reports: Sources
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for; no types, and no subjects, stand for all."""

    name: str
    whose: Whose
    school_year: int
    assessment_types: frozenset[str]
    subjects: frozenset[str]
    language: str
    accommodations: bool
    transfers: bool
    order: str


def create(session: Session, sources: PrintedSources, wish: Wish) -> PrintedAnswer:
    """Have reports made.

    Raises:
        NotPermittedError: the role sees no student's results, or none of whole schools.
        NotFoundError: there is no such student, group or school in scope.
        InputError: something else cannot be asked for.
        ConflictError: too many are being made for the caller already.
        UpstreamError: they cannot be asked for just now.
    """
    _require(session)
    types = wish.assessment_types or session.export_scope.assessment_types
    paper = for_paper(session, types, transfers=wish.transfers)
    find(paper, sources.reports, sources.reports.engine.pinned(), wish.whose)
    wanted = _wanted(wish, types, transfers=paper.tenant.transfer_access)
    job = PrintedJob(
        id=uuid4().hex,
        owner=owner_of(session),
        name=wish.name or f"Printed reports {wish.school_year}",
        wanted=wanted,
        created_at=sources.now(),
        status=Status.PENDING,
    )
    ask_for(job, sources.jobs, sources.files, sources.queue, sources.now(), f"{_WHAT}s")
    return _answer(job)


def printed_reports(session: Session, sources: PrintedSources) -> PrintedList:
    """The reports the caller had made under their assignment, the newest first."""
    _require(session)
    mine = every_own(session, sources.jobs)
    return PrintedList(
        reports=[printed_document(_as_of_now(session, sources, job)) for job in mine]
    )


def printed_report(session: Session, sources: PrintedSources, job_id: str) -> PrintedAnswer:
    """How far reports have come and, once they are made, where their file is: for five minutes.

    Raises:
        NotPermittedError: the role sees no student's results (any more).
        NotFoundError: the caller had no such reports made under their assignment.
        UpstreamError: it cannot be told, or recorded, just now.
    """
    _require(session)
    job = _as_of_now(session, sources, own(session, sources.jobs, job_id, _WHAT))
    if job.status is not Status.COMPLETED or job.made is None:
        return _answer(job)
    _record(session, sources, job, job.made)
    suffix = "pdf" if job.files == 1 else "zip"
    filename = f"cers-reports-{job.wanted.school_year}-{job.created_at:%Y-%m-%d}.{suffix}"
    url = sources.files.address(job.made.key, filename, ADDRESS_SECONDS)
    return PrintedAnswer(report=printed_document(job), url=url, expires_in=ADDRESS_SECONDS)


def delete(session: Session, sources: PrintedSources, job_id: str) -> None:
    """Forget reports and delete their file; if they are being made there will be none.

    Raises:
        NotPermittedError: the role sees no student's results (any more).
        NotFoundError: the caller had no such reports made under their assignment.
        UpstreamError: they cannot be deleted just now.
    """
    _require(session)
    job = own(session, sources.jobs, job_id, _WHAT)
    forget(job, sources.jobs, sources.files)


def _require(session: Session) -> None:
    session.require(Permission.INDIVIDUAL_RESULTS, Permission.GROUP_RESULTS)


def _wanted(wish: Wish, types: frozenset[str], *, transfers: bool) -> Wanted:
    if wish.language not in tuple(Language):
        raise InputError(f"language: one of {', '.join(Language)}")
    if wish.order not in tuple(Order):
        raise InputError(f"order: one of {', '.join(Order)}")
    return Wanted(
        whose=wish.whose,
        school_year=wish.school_year,
        assessment_types=tuple(sorted(types)),
        subjects=tuple(sorted(wish.subjects)),
        language=Language(wish.language),
        accommodations=wish.accommodations,
        transfers=transfers,
        order=Order(wish.order),
    )


def _as_of_now(session: Session, sources: PrintedSources, job: PrintedJob) -> PrintedJob:
    """Reports as they stand under the rights and at the time of this moment."""
    now = sources.now()
    if now >= job.expires_at:
        return replace(job, status=Status.EXPIRED, made=None)
    if job.is_under_way and not is_awaited(job, now):
        return replace(job, status=Status.FAILED, failure=NEVER_MADE)
    if job.made and not all(_is_open(session, each) for each in job.made.contents):
        return replace(job, status=Status.EXPIRED, failure=CLOSED, made=None)
    return job


def _is_open(session: Session, content: Content) -> bool:
    """Whether the caller might take the same results away at this moment."""
    scope = session.export_scope
    if content.arrived:
        is_of_type = content.asmt_type in scope.assessment_types
        return (
            session.tenant.transfer_access
            and is_of_type
            and all(scope.window.admits(row) for row in content.rows())
        )
    return all(scope.covers(row) for row in content.rows())


def _answer(job: PrintedJob) -> PrintedAnswer:
    return PrintedAnswer(report=printed_document(job), url=None, expires_in=None)


def _record(session: Session, sources: PrintedSources, job: PrintedJob, made: Made) -> None:
    """Record that the address of a file is about to leave; whose results it has was recorded."""
    record = record_of(
        session,
        Action.EXPORT,
        at=sources.now(),
        district_ids=tuple(sorted({each.district_id for each in made.contents})),
        school_year=job.wanted.school_year,
        rows=job.students_done,
        detail=f"was given the address of printed reports {job.id}",
    )
    sources.reports.audit.record(record)

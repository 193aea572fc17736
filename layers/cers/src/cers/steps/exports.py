"""Exports: asked for, looked at, fetched and forgotten by their owner.

A file is fetched under the rights its owner has at that moment. If they are less than those it was
made under (a school or a type is theirs no more, a release was taken back, a student field or
transfers were switched off), it is closed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol
from uuid import uuid4

from cers.model.aggregate_job import Status
from cers.model.audit import Action, Record
from cers.model.errors import ConflictError, NotFoundError, UpstreamError
from cers.model.export_job import (
    MOST_EXPORTS,
    MOST_UNDER_WAY,
    PATIENCE,
    ExportJob,
    Made,
    Owner,
)
from cers.model.organization import Organizations
from cers.model.roles import Permission
from cers.steps.export_documents import (
    ExportAnswer,
    ExportList,
    export_document,
)
from cers.steps.export_orders import Order, holds_everything, wanted_of
from cers.steps.session import Session
from cers.steps.sources import Audit, Reference

ADDRESS_SECONDS: Final = 300
"""How long the address of a file is good for."""

_GONE: Final = "It took too long: ask for it again"
_CLOSED: Final = "What you may see, or what is released, has changed since: ask for it again"


class Jobs(Protocol):
    """Where exports are kept."""

    def export(self, username: str, export_id: str) -> ExportJob | None:
        """One of a user's exports."""
        ...

    def exports(self, username: str) -> list[ExportJob]:
        """A user's exports, the newest first."""
        ...

    def add(self, job: ExportJob) -> None:
        """Keep a new export."""
        ...

    def delete(self, job: ExportJob) -> None:
        """Forget an export."""
        ...


class Files(Protocol):
    """Where their files are."""

    def address(self, key: str, filename: str, seconds: int) -> str:
        """Where a file can be fetched from, for so many seconds."""
        ...

    def delete(self, key: str) -> None:
        """Delete a file."""
        ...


class Queue(Protocol):
    """Where they are asked for."""

    def send(self, export_id: str) -> None:
        """Have an export made."""
        ...


@dataclass(frozen=True, slots=True)
class ExportSources:
    """What exports are kept in, checked against and recorded."""

    jobs: Jobs
    files: Files
    queue: Queue
    reference: Reference
    audit: Audit
    now: Callable[[], datetime]


def create(session: Session, sources: ExportSources, order: Order) -> ExportAnswer:
    """Have an export made.

    Raises:
        NotPermittedError: the role exports nothing.
        NotFoundError: a school, or the district, is not in scope as a whole.
        InputError: something else cannot be asked for.
        ConflictError: too many are being made for the caller already.
        UpstreamError: it cannot be asked for just now.
    """
    session.require(Permission.INDIVIDUAL_RESULTS)
    wanted = wanted_of(session, sources.reference.organizations(), order)
    job = ExportJob(
        id=uuid4().hex,
        owner=Owner(
            username=session.identity.username,
            subject=session.identity.subject,
            assignment_id=session.assignment.id,
            route=session.route,
            request_id=session.request_id,
        ),
        name=order.name or f"Export {order.school_year}",
        wanted=wanted,
        created_at=sources.now(),
        status=Status.PENDING,
    )
    _make_room(sources, job.owner.username)
    sources.jobs.add(job)
    try:
        sources.queue.send(job.id)
    except UpstreamError:
        sources.jobs.delete(job)
        raise
    return _answer(job)


def exports(session: Session, sources: ExportSources) -> ExportList:
    """The exports the caller had made under their assignment, the newest first."""
    session.require(Permission.INDIVIDUAL_RESULTS)
    kept = sources.jobs.exports(session.identity.username)
    mine = (each for each in kept if each.owner.assignment_id == session.assignment.id)
    return ExportList(exports=[export_document(_as_of_now(session, sources, job)) for job in mine])


def export(session: Session, sources: ExportSources, export_id: str) -> ExportAnswer:
    """How far an export has come and, once it is made, where its file is: for five minutes.

    Raises:
        NotPermittedError: the role exports nothing (any more).
        NotFoundError: the caller had no such export made under their assignment.
        UpstreamError: it cannot be told, or recorded, just now.
    """
    session.require(Permission.INDIVIDUAL_RESULTS)
    job = _as_of_now(session, sources, _own(session, sources, export_id))
    if job.status is not Status.COMPLETED or job.made is None:
        return _answer(job)
    _record(session, sources, job, job.made)
    filename = f"cers-{job.wanted.school_year}-{job.created_at:%Y-%m-%d}.{job.wanted.format}"
    url = sources.files.address(job.made.key, filename, ADDRESS_SECONDS)
    return ExportAnswer(export=export_document(job), url=url, expires_in=ADDRESS_SECONDS)


def delete(session: Session, sources: ExportSources, export_id: str) -> None:
    """Forget an export and delete its file; one that is being made will have none.

    Raises:
        NotPermittedError: the role exports nothing (any more).
        NotFoundError: the caller had no such export made under their assignment.
        UpstreamError: it cannot be deleted just now.
    """
    session.require(Permission.INDIVIDUAL_RESULTS)
    _forget(sources, _own(session, sources, export_id))


def _make_room(sources: ExportSources, username: str) -> None:
    """Let go of the oldest, and refuse to make too many at once."""
    kept = sources.jobs.exports(username)
    under_way = [each for each in kept if _is_awaited(each, sources.now())]
    if len(under_way) >= MOST_UNDER_WAY:
        raise ConflictError("wait until one of the exports that are being made is done")
    for old in kept[MOST_EXPORTS - 1 :]:
        _forget(sources, old)


def _forget(sources: ExportSources, job: ExportJob) -> None:
    if job.made:
        sources.files.delete(job.made.key)
    sources.jobs.delete(job)


def _own(session: Session, sources: ExportSources, export_id: str) -> ExportJob:
    job = sources.jobs.export(session.identity.username, export_id)
    if job is None or job.owner.assignment_id != session.assignment.id:
        raise NotFoundError("there is no such export among yours")
    return job


def _as_of_now(session: Session, sources: ExportSources, job: ExportJob) -> ExportJob:
    """An export as it stands under the rights and at the time of this moment."""
    now = sources.now()
    if now >= job.expires_at:
        return replace(job, status=Status.EXPIRED, made=None)
    if job.is_under_way and not _is_awaited(job, now):
        return replace(job, status=Status.FAILED, failure=_GONE)
    if job.made and not _is_open(session, sources.reference.organizations(), job, job.made):
        return replace(job, status=Status.EXPIRED, failure=_CLOSED, made=None)
    return job


def _is_awaited(job: ExportJob, now: datetime) -> bool:
    return job.is_under_way and now < job.created_at + PATIENCE


def _is_open(session: Session, organizations: Organizations, job: ExportJob, made: Made) -> bool:
    """Whether the caller might have the same file made at this moment."""
    scope, wanted = session.export_scope, job.wanted
    return (
        holds_everything(scope, organizations, wanted)
        and made.fields <= session.fields
        and (session.tenant.transfer_access or not wanted.transfers)
        and all(scope.window.admits(each.row(wanted.school_year)) for each in made.contents)
    )


def _answer(job: ExportJob) -> ExportAnswer:
    return ExportAnswer(export=export_document(job), url=None, expires_in=None)


def _record(session: Session, sources: ExportSources, job: ExportJob, made: Made) -> None:
    """Record that the address of a file is about to leave; whose results it has was recorded."""
    schools = sources.reference.organizations().schools
    home = {schools[each].district_id for each in job.wanted.school_ids if each in schools}
    named: Iterable[str] = (each.district_id for each in made.contents)
    sources.audit.record(
        Record(
            at=sources.now(),
            request_id=session.request_id,
            action=Action.EXPORT,
            route=session.route,
            subject=session.identity.subject,
            username=session.identity.username,
            role=session.assignment.role.code,
            organization_id=session.assignment.organization_id,
            district_ids=tuple(sorted({*home, *named})),
            school_year=job.wanted.school_year,
            rows=job.rows,
            detail=f"was given the address of export {job.id}",
        )
    )

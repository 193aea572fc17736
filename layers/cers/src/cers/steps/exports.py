"""Exports: asked for, looked at, fetched and forgotten by their owner.

A file is fetched under the rights its owner has at that moment. If they are less than those it was
made under (a school or a type is theirs no more, a release was taken back, a student field or
transfers were switched off), it is closed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from cers.model.aggregate_job import Status
from cers.model.audit import Action, Record
from cers.model.export_job import ExportJob, Made
from cers.model.organization import Organizations
from cers.model.owned_job import is_awaited
from cers.model.roles import Permission
from cers.steps.export_documents import (
    ExportAnswer,
    ExportList,
    export_document,
)
from cers.steps.export_orders import Order, holds_everything, wanted_of
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
from cers.steps.session import Session
from cers.steps.sources import Audit, Reference


@dataclass(frozen=True, slots=True)
class ExportSources:
    """What exports are kept in, checked against and recorded."""

    jobs: Jobs[ExportJob]
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
        owner=owner_of(session),
        name=order.name or f"Export {order.school_year}",
        wanted=wanted,
        created_at=sources.now(),
        status=Status.PENDING,
    )
    ask_for(job, sources.jobs, sources.files, sources.queue, sources.now(), "exports")
    return _answer(job)


def exports(session: Session, sources: ExportSources) -> ExportList:
    """The exports the caller had made under their assignment, the newest first."""
    session.require(Permission.INDIVIDUAL_RESULTS)
    mine = every_own(session, sources.jobs)
    return ExportList(exports=[export_document(_as_of_now(session, sources, job)) for job in mine])


def export(session: Session, sources: ExportSources, export_id: str) -> ExportAnswer:
    """How far an export has come and, once it is made, where its file is: for five minutes.

    Raises:
        NotPermittedError: the role exports nothing (any more).
        NotFoundError: the caller had no such export made under their assignment.
        UpstreamError: it cannot be told, or recorded, just now.
    """
    session.require(Permission.INDIVIDUAL_RESULTS)
    job = _as_of_now(session, sources, own(session, sources.jobs, export_id, "export"))
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
    job = own(session, sources.jobs, export_id, "export")
    forget(job, sources.jobs, sources.files)


def _as_of_now(session: Session, sources: ExportSources, job: ExportJob) -> ExportJob:
    """An export as it stands under the rights and at the time of this moment."""
    now = sources.now()
    if now >= job.expires_at:
        return replace(job, status=Status.EXPIRED, made=None)
    if job.is_under_way and not is_awaited(job, now):
        return replace(job, status=Status.FAILED, failure=NEVER_MADE)
    if job.made and not _is_open(session, sources.reference.organizations(), job, job.made):
        return replace(job, status=Status.EXPIRED, failure=CLOSED, made=None)
    return job


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

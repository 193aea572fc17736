"""Aggregate reports: made at once where they are small, by queries of their own where they are not.

A report keeps what was asked, never what was answered. Whoever reads it does so under the rights
of that moment: if the same definition would ask anything else by now (an organization, an
assessment type or a field is theirs no more, a release was taken back), it has expired.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol
from uuid import uuid4

from cers.model.access import NotPermittedError
from cers.model.aggregate import Definition
from cers.model.aggregate_job import MOST_REPORTS, ReportJob, Status
from cers.model.audit import Action, Record
from cers.model.errors import (
    AccessError,
    ConflictError,
    InputError,
    NotFoundError,
    UpstreamError,
)
from cers.model.query import Engine
from cers.model.running import Runner
from cers.reports.aggregate.csv import csv_text
from cers.reports.aggregate.questions import Inquiry
from cers.reports.aggregate.size import MOST_ROWS, estimate, is_quick
from cers.steps.aggregate_documents import (
    Downloaded,
    Estimate,
    ReportList,
    ReportPage,
    report_document,
)
from cers.steps.aggregate_pages import page_of, total_of
from cers.steps.aggregate_rights import Caller, Grounds, inquiry
from cers.steps.aggregate_running import Running
from cers.steps.sources import Audit

LARGEST_CSV: Final = 5 * 1024 * 1024
"""In bytes: an answer of the API holds six million."""

_CHANGED: Final = "What you may see, or what is released, has changed since: run it again"


class Jobs(Protocol):
    """Where reports are kept."""

    def report(self, username: str, report_id: str) -> ReportJob | None:
        """One of a user's reports."""
        ...

    def reports(self, username: str) -> list[ReportJob]:
        """A user's reports, the newest first."""
        ...

    def put_report(self, job: ReportJob) -> None:
        """Keep a new report."""
        ...

    def update_report(self, job: ReportJob) -> None:
        """Keep how far a report has come."""
        ...

    def delete_report(self, username: str, report_id: str) -> None:
        """Forget a report."""
        ...


@dataclass(frozen=True, slots=True)
class AggregateSources:
    """What aggregate reports are made from, kept in and recorded."""

    grounds: Grounds
    engine: Engine
    runner: Runner
    jobs: Jobs
    audit: Audit
    now: Callable[[], datetime]

    def running(self, asked: Inquiry, job: ReportJob) -> Running:
        """A report on its way."""
        return Running(self.grounds, self.engine, self.runner, asked, job)


def estimated(caller: Caller, sources: AggregateSources, definition: Definition) -> Estimate:
    """How large a report would be.

    Raises:
        CersError: it cannot be asked; see `inquiry`.
    """
    asked = inquiry(caller, sources.grounds, definition)
    rows = _rows(asked, sources)
    return Estimate(
        rows=rows, limit=MOST_ROWS, fits=rows <= MOST_ROWS, at_once=_at_once(asked, sources)
    )


def run(
    caller: Caller, sources: AggregateSources, definition: Definition, limit: int
) -> ReportPage:
    """Have a report made: with its first page where that is at once, else to be asked for later.

    Raises:
        CersError: it cannot be asked (see `inquiry`), or cannot be made just now.
    """
    asked = inquiry(caller, sources.grounds, definition)
    session = caller.session
    job = ReportJob(
        id=uuid4().hex,
        username=session.identity.username,
        assignment_id=session.assignment.id,
        definition=definition,
        created_at=sources.now(),
        fingerprint=asked.fingerprint,
        at_once=_at_once(asked, sources),
        status=Status.PENDING,
    )
    _record(caller, sources, asked, Action.VIEW, 0, "ran")
    for old in sources.jobs.reports(job.username)[MOST_REPORTS - 1 :]:
        sources.jobs.delete_report(job.username, old.id)
    sources.jobs.put_report(job)
    return _page(caller, sources, _advanced(sources, asked, job), "", limit)


def reports(caller: Caller, sources: AggregateSources) -> ReportList:
    """The reports the caller had made under their assignment, the newest first."""
    kept = sources.jobs.reports(caller.session.identity.username)
    mine = (each for each in kept if each.assignment_id == caller.session.assignment.id)
    return ReportList(reports=[report_document(_seen(caller, sources, job)) for job in mine])


def page(
    caller: Caller, sources: AggregateSources, report_id: str, cursor: str, limit: int
) -> ReportPage:
    """How far a report has come and, once it is made, a page of it.

    Raises:
        NotFoundError: the caller had no such report made under their assignment.
        InputError: the cursor is none of ours.
        ConflictError: results have changed since the page before.
    """
    job = _own(caller, sources, report_id)
    asked = _still_asked(caller, sources, job)
    if asked is None:
        return _bare(_expired(sources, job))
    return _page(caller, sources, _advanced(sources, asked, job), cursor, limit)


def download(caller: Caller, sources: AggregateSources, report_id: str) -> Downloaded:
    """A report as CSV.

    Raises:
        NotFoundError: the caller had no such report made under their assignment.
        ConflictError: it is not made (yet), or has expired.
        NotPermittedError: results of it are still in review.
        InputError: it is too large.
    """
    job = _own(caller, sources, report_id)
    asked = _still_asked(caller, sources, job)
    running = _advanced(sources, asked, job) if asked else None
    made = running.made() if running else None
    if asked is None or made is None:
        raise ConflictError("only a report that is completed, and has not expired, has a file")
    taken = inquiry(caller, sources.grounds, job.definition, taken_away=True)
    if taken.fingerprint != asked.fingerprint:
        raise NotPermittedError("results in review can be looked at, and not downloaded")
    text = csv_text(job.definition, made.table)
    if len(text.encode()) > LARGEST_CSV:
        raise InputError("the file would be too large: choose fewer organizations or subgroups")
    _record(caller, sources, asked, Action.EXPORT, made.results, "downloaded")
    return Downloaded(filename=f"aggregate-report-{job.created_at:%Y-%m-%d}.csv", csv=text)


def delete(caller: Caller, sources: AggregateSources, report_id: str) -> None:
    """Forget a report.

    Raises:
        NotFoundError: the caller had no such report made under their assignment.
    """
    job = _own(caller, sources, report_id)
    sources.jobs.delete_report(job.username, job.id)


def _own(caller: Caller, sources: AggregateSources, report_id: str) -> ReportJob:
    session = caller.session
    job = sources.jobs.report(session.identity.username, report_id)
    if job is None or job.assignment_id != session.assignment.id:
        raise NotFoundError("there is no such report among yours")
    return job


def _still_asked(caller: Caller, sources: AggregateSources, job: ReportJob) -> Inquiry | None:
    """What a report asks, if it may still be asked and nothing about that has changed."""
    if sources.now() >= job.expires_at or job.status is Status.EXPIRED:
        return None
    try:
        asked = inquiry(caller, sources.grounds, job.definition)
    except (AccessError, NotFoundError, InputError):
        return None
    return asked if asked.fingerprint == job.fingerprint else None


def _expired(sources: AggregateSources, job: ReportJob) -> ReportJob:
    why = "" if sources.now() >= job.expires_at else _CHANGED
    return replace(job, status=Status.EXPIRED, failure=job.failure or why)


def _seen(caller: Caller, sources: AggregateSources, job: ReportJob) -> ReportJob:
    """A report as the list shows it: as it was before, where nobody can tell just now."""
    asked = _still_asked(caller, sources, job)
    if asked is None:
        return _expired(sources, job)
    try:
        return _advanced(sources, asked, job).job
    except UpstreamError:
        return job


def _rows(asked: Inquiry, sources: AggregateSources) -> int:
    catalog = sources.grounds.catalog(asked.definition)
    return estimate(asked.definition, asked.layout, catalog)


def _at_once(asked: Inquiry, sources: AggregateSources) -> bool:
    grounds, district_id = sources.grounds, asked.layout.district_id
    every = grounds.reference.organizations().schools.values()
    schools = sum(1 for each in every if each.district_id == district_id)
    return is_quick(asked.definition, asked.layout, grounds.catalog(asked.definition), schools)


def _advanced(sources: AggregateSources, asked: Inquiry, job: ReportJob) -> Running:
    running = sources.running(asked, job)
    running.advance()
    if running.job != job:
        sources.jobs.update_report(running.job)
    return running


def _page(
    caller: Caller, sources: AggregateSources, running: Running, cursor: str, limit: int
) -> ReportPage:
    made, job = running.made(), running.job
    if made is None or job.status is not Status.COMPLETED:
        return _bare(job)
    total = total_of(made.table)
    too_many = total > MOST_ROWS
    shown, after = page_of(made.table, cursor, 0 if too_many else limit)
    _record(caller, sources, running.asked, Action.VIEW, made.results, "read")
    return ReportPage(
        report=report_document(job), total=total, too_many=too_many, table=shown, next=after
    )


def _bare(job: ReportJob) -> ReportPage:
    """A report of which there is nothing to be read."""
    return ReportPage(report=report_document(job), total=0, too_many=False, table=None, next=None)


def _record(
    caller: Caller,
    sources: AggregateSources,
    asked: Inquiry,
    action: Action,
    results: int,
    what: str,
) -> None:
    """Record what somebody did with a report; it counts students and names none."""
    session, places = caller.session, asked.definition.places
    schools = sources.grounds.reference.organizations().schools
    named = {*places.districts, *(schools[each].district_id for each in places.schools)}
    sources.audit.record(
        Record(
            at=sources.now(),
            request_id=session.request_id,
            action=action,
            route=session.route,
            subject=session.identity.subject,
            username=session.identity.username,
            role=session.assignment.role.code,
            organization_id=session.assignment.organization_id,
            district_ids=tuple(sorted(named)),
            school_ids=places.schools,
            rows=results,
            detail=f"{what} an aggregate report of type {asked.definition.type.value}",
        )
    )

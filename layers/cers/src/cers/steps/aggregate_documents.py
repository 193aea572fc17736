"""What the routes of aggregate reports answer with, around the reports themselves."""

from typing import Any, TypedDict

from cers.model.aggregate_document import document_of
from cers.model.aggregate_job import ReportJob, SavedQuery
from cers.reports.aggregate.documents import Table
from cers.reports.aggregate.steps import school_years_of


class Estimate(TypedDict):
    """How many rows a report will have at most, and whether a page shows so many."""

    rows: int
    limit: int
    fits: bool
    at_once: bool


class Report(TypedDict):
    """A report of somebody's; `failure` says in words why it failed or expired."""

    id: str
    name: str
    type: str
    status: str
    failure: str | None
    assessment_type: str
    subjects: list[str]
    school_years: list[int]
    created_at: str
    expires_at: str
    definition: dict[str, Any]


class ReportList(TypedDict):
    """The reports of a user, the newest first."""

    reports: list[Report]


class ReportPage(TypedDict):
    """A report and, where it is completed, some of its rows.

    Where there are `too_many` for a page there are none in it: only the file has them.
    """

    report: Report
    total: int
    too_many: bool
    table: Table | None
    next: str | None


class Downloaded(TypedDict):
    """A file, and what to call it."""

    filename: str
    csv: str


class KeptQuery(TypedDict):
    """A definition that somebody keeps."""

    id: str
    name: str
    updated_at: str
    version: int
    definition: dict[str, Any]


class QueryList(TypedDict):
    """The saved queries of a user, by name."""

    queries: list[KeptQuery]


def report_document(job: ReportJob) -> Report:
    """A report as answers show it."""
    definition = job.definition
    return Report(
        id=job.id,
        name=definition.name,
        type=definition.type.value,
        status=job.status.value,
        failure=job.failure or None,
        assessment_type=definition.assessment_type,
        subjects=list(definition.subjects),
        school_years=list(school_years_of(definition)),
        created_at=job.created_at.isoformat(),
        expires_at=job.expires_at.isoformat(),
        definition=document_of(definition),
    )


def query_document(query: SavedQuery) -> KeptQuery:
    """A saved query as answers show it."""
    return KeptQuery(
        id=query.id,
        name=query.definition.name,
        updated_at=query.updated_at.isoformat(),
        version=query.version,
        definition=document_of(query.definition),
    )

"""Exports as answers show them."""

from typing import TypedDict

from cers.model.export_job import ExportJob


class ExportDocument(TypedDict):
    """An export; times are in UTC.

    `school_ids` are those chosen one by one, none where it is a whole district's; `schools` counts
    them in either case.
    """

    id: str
    name: str
    status: str
    failure: str | None
    school_year: int
    types: list[str]
    district_id: str | None
    school_ids: list[str]
    schools: int
    schools_done: int
    transfers: bool
    format: str
    rows: int
    bytes: int | None
    created_at: str
    expires_at: str


class ExportAnswer(TypedDict):
    """An export and, where there is a file, where to fetch it within how many seconds."""

    export: ExportDocument
    url: str | None
    expires_in: int | None


class ExportList(TypedDict):
    """Somebody's exports, the newest first."""

    exports: list[ExportDocument]


def export_document(job: ExportJob) -> ExportDocument:
    """An export as answers show it."""
    wanted = job.wanted
    return ExportDocument(
        id=job.id,
        name=job.name,
        status=job.status.value,
        failure=job.failure or None,
        school_year=wanted.school_year,
        types=list(wanted.assessment_types),
        district_id=wanted.district_id or None,
        school_ids=[] if wanted.district_id else list(wanted.school_ids),
        schools=len(wanted.school_ids),
        schools_done=job.schools_done,
        transfers=wanted.transfers,
        format=wanted.format.value,
        rows=job.rows,
        bytes=job.made.bytes if job.made else None,
        created_at=job.created_at.isoformat(),
        expires_at=job.expires_at.isoformat(),
    )

"""Printed reports as answers show them."""

from typing import TypedDict

from cers.model.printed_job import PrintedJob


class PrintedDocument(TypedDict):
    """Printed reports; times are in UTC. A student they are of is not named."""

    id: str
    name: str
    status: str
    failure: str | None
    kind: str
    group_id: str | None
    school_id: str | None
    grade: str | None
    school_year: int
    types: list[str]
    subjects: list[str]
    language: str
    accommodations: bool
    transfers: bool
    order: str
    students: int | None
    students_done: int
    pages: int
    files: int
    bytes: int | None
    created_at: str
    expires_at: str


class PrintedAnswer(TypedDict):
    """Printed reports and, where there is a file, where to fetch it within how many seconds."""

    report: PrintedDocument
    url: str | None
    expires_in: int | None


class PrintedList(TypedDict):
    """Somebody's printed reports, the newest first."""

    reports: list[PrintedDocument]


def printed_document(job: PrintedJob) -> PrintedDocument:
    """Printed reports as answers show them."""
    wanted = job.wanted
    return PrintedDocument(
        id=job.id,
        name=job.name,
        status=job.status.value,
        failure=job.failure or None,
        kind=wanted.whose.kind.value,
        group_id=wanted.whose.group_id or None,
        school_id=wanted.whose.school_id or None,
        grade=wanted.whose.grade or None,
        school_year=wanted.school_year,
        types=list(wanted.assessment_types),
        subjects=list(wanted.subjects),
        language=wanted.language.value,
        accommodations=wanted.accommodations,
        transfers=wanted.transfers,
        order=wanted.order.value,
        students=job.students,
        students_done=job.students_done,
        pages=job.pages,
        files=job.files,
        bytes=job.made.bytes if job.made else None,
        created_at=job.created_at.isoformat(),
        expires_at=job.expires_at.isoformat(),
    )

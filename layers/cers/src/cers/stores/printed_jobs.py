"""Printed reports in the settings table."""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cers.model.aggregate_job import Status
from cers.model.owned_job import Owner
from cers.model.printed_job import Content, Language, Made, Order, PrintedJob, Wanted, Whose
from cers.stores.owned_jobs import OwnedJobStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Row = Mapping[str, Any]


class PrintedJobStore(OwnedJobStore[PrintedJob]):
    """The printed reports of everybody."""

    def __init__(self, table: "Table") -> None:
        super().__init__(table, "PRINTED", "printed reports", _row, _job)


def _row(job: PrintedJob) -> dict[str, Any]:
    wanted, whose = job.wanted, job.wanted.whose
    return {
        "name": job.name,
        "student_id": whose.student_id,
        "group_id": whose.group_id,
        "school_id": whose.school_id,
        "grade": whose.grade,
        "school_year": wanted.school_year,
        "assessment_types": list(wanted.assessment_types),
        "subjects": list(wanted.subjects),
        "language": wanted.language.value,
        "accommodations": wanted.accommodations,
        "transfers": wanted.transfers,
        "order": wanted.order.value,
        "created_at": job.created_at.isoformat(),
        "status": job.status.value,
        "students": job.students,
        "students_done": job.students_done,
        "pages": job.pages,
        "files": job.files,
        "failure": job.failure,
        "made": _made_row(job.made) if job.made else None,
    }


def _made_row(made: Made) -> dict[str, Any]:
    return {"key": made.key, "bytes": made.bytes, "contents": _packed(made.contents)}


def _packed(contents: Iterable[Content]) -> bytes:
    """A school's contents name the same students over and over: an item holds only 400 KB."""
    rows = [asdict(each) for each in contents]
    return zlib.compress(json.dumps(rows).encode())


def _job(job_id: str, owner: Owner, row: Row) -> PrintedJob:
    return PrintedJob(
        id=job_id,
        owner=owner,
        name=row["name"],
        wanted=_wanted(row),
        created_at=datetime.fromisoformat(row["created_at"]),
        status=Status(row["status"]),
        students=None if row["students"] is None else int(row["students"]),
        students_done=int(row["students_done"]),
        pages=int(row["pages"]),
        files=int(row["files"]),
        failure=row["failure"],
        made=_made(row["made"]) if row["made"] else None,
    )


def _wanted(row: Row) -> Wanted:
    return Wanted(
        whose=Whose(row["student_id"], row["group_id"], row["school_id"], row["grade"]),
        school_year=int(row["school_year"]),
        assessment_types=tuple(row["assessment_types"]),
        subjects=tuple(row["subjects"]),
        language=Language(row["language"]),
        accommodations=row["accommodations"],
        transfers=row["transfers"],
        order=Order(row["order"]),
    )


def _made(row: Row) -> Made:
    rows = json.loads(zlib.decompress(bytes(row["contents"])))
    contents = tuple(
        Content(**{**each, "student_ids": tuple(each["student_ids"])}) for each in rows
    )
    return Made(key=row["key"], bytes=int(row["bytes"]), contents=contents)

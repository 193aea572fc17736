"""Exports in the settings table."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cers.model.aggregate_job import Status
from cers.model.export_job import Content, ExportJob, FileFormat, Made, Wanted
from cers.model.owned_job import Owner
from cers.model.tenant import StudentField
from cers.stores.owned_jobs import OwnedJobStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Row = Mapping[str, Any]


class ExportJobStore(OwnedJobStore[ExportJob]):
    """The exports of everybody."""

    def __init__(self, table: "Table") -> None:
        super().__init__(table, "EXPORT", "exports", _row, _job)


def _row(job: ExportJob) -> dict[str, Any]:
    wanted = job.wanted
    return {
        "name": job.name,
        "school_year": wanted.school_year,
        "assessment_types": list(wanted.assessment_types),
        "school_ids": list(wanted.school_ids),
        "district_id": wanted.district_id,
        "transfers": wanted.transfers,
        "format": wanted.format.value,
        "created_at": job.created_at.isoformat(),
        "status": job.status.value,
        "schools_done": job.schools_done,
        "rows": job.rows,
        "failure": job.failure,
        "made": _made_row(job.made) if job.made else None,
    }


def _made_row(made: Made) -> dict[str, Any]:
    return {
        "key": made.key,
        "bytes": made.bytes,
        "contents": [[each.asmt_type, each.subject, each.district_id] for each in made.contents],
        "fields": sorted(each.value for each in made.fields),
    }


def _job(export_id: str, owner: Owner, row: Row) -> ExportJob:
    return ExportJob(
        id=export_id,
        owner=owner,
        name=row["name"],
        wanted=Wanted(
            school_year=int(row["school_year"]),
            assessment_types=tuple(row["assessment_types"]),
            school_ids=tuple(row["school_ids"]),
            district_id=row["district_id"],
            transfers=row["transfers"],
            format=FileFormat(row["format"]),
        ),
        created_at=datetime.fromisoformat(row["created_at"]),
        status=Status(row["status"]),
        schools_done=int(row["schools_done"]),
        rows=int(row["rows"]),
        failure=row["failure"],
        made=_made(row["made"]) if row["made"] else None,
    )


def _made(row: Row) -> Made:
    return Made(
        key=row["key"],
        bytes=int(row["bytes"]),
        contents=tuple(Content(*each) for each in row["contents"]),
        fields=frozenset(StudentField(each) for each in row["fields"]),
    )

"""Exports in the settings table: those of a user lie together, and each is found by its id.

- `USER#<username>` with `EXPORT#<id>`: the export;
- `EXPORT#<id>` with `OWNER`: whose it is, so that the id says enough to whoever makes it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.aggregate_job import Status
from cers.model.errors import UpstreamError
from cers.model.export_job import Content, ExportJob, FileFormat, Made, Owner, Wanted
from cers.model.tenant import StudentField

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Row = Mapping[str, Any]

_EXPORT: Final = "EXPORT#"
_OWNER: Final = "OWNER"


class ExportJobStore:
    """The exports of everybody; safe to use from several threads."""

    def __init__(self, table: "Table") -> None:
        # Through the client: unlike the table, it may be shared between threads.
        self._client = table.meta.client
        self._table = table.name

    def find(self, export_id: str) -> ExportJob | None:
        """An export by its id alone, whosever it is.

        Raises:
            UpstreamError: it cannot be read just now.
        """
        owner = self._get(_EXPORT + export_id, _OWNER)
        return self.export(owner["username"], export_id) if owner else None

    def export(self, username: str, export_id: str) -> ExportJob | None:
        """One of a user's exports.

        Raises:
            UpstreamError: it cannot be read just now.
        """
        row = self._get(_pk(username), _EXPORT + export_id)
        return _job(username, row) if row else None

    def exports(self, username: str) -> list[ExportJob]:
        """A user's exports, the newest first.

        Raises:
            UpstreamError: they cannot be read just now.
        """
        found = [_job(username, row) for row in self._query(username)]
        return sorted(found, key=lambda each: (each.created_at, each.id), reverse=True)

    def add(self, job: ExportJob) -> None:
        """Keep a new export.

        Raises:
            UpstreamError: it cannot be kept just now.
        """
        owner = {"pk": _EXPORT + job.id, "sk": _OWNER, "username": job.owner.username}
        puts: Any = [{"Put": {"TableName": self._table, "Item": row}} for row in (owner, _row(job))]
        try:
            self._client.transact_write_items(TransactItems=puts)
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("your exports cannot be changed just now") from error

    def advance(self, job: ExportJob) -> bool:
        """Keep how far an export has come; False if it was deleted, or is over already.

        Raises:
            UpstreamError: it cannot be kept just now.
        """
        try:
            self._client.put_item(
                TableName=self._table,
                Item=_row(job),
                ConditionExpression="#status IN (:pending, :running)",
                ExpressionAttributeNames={"#status": "status"},
                ExpressionAttributeValues={
                    ":pending": Status.PENDING.value,
                    ":running": Status.RUNNING.value,
                },
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("your exports cannot be changed just now") from error
        return True

    def delete(self, job: ExportJob) -> None:
        """Forget an export.

        Raises:
            UpstreamError: it cannot be deleted just now.
        """
        keys = (_pk(job.owner.username), _EXPORT + job.id), (_EXPORT + job.id, _OWNER)
        try:
            for pk, sk in keys:
                self._client.delete_item(TableName=self._table, Key={"pk": pk, "sk": sk})
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("your exports cannot be changed just now") from error

    def _get(self, pk: str, sk: str) -> Row | None:
        key = {"pk": pk, "sk": sk}
        try:
            answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("exports cannot be read just now") from error
        return answer.get("Item")

    def _query(self, username: str) -> Iterator[Row]:
        arguments: dict[str, Any] = {
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :prefix)",
            "ExpressionAttributeValues": {":pk": _pk(username), ":prefix": _EXPORT},
        }
        while True:
            try:
                page = self._client.query(TableName=self._table, ConsistentRead=True, **arguments)
            except (BotoCoreError, ClientError) as error:
                raise UpstreamError("exports cannot be read just now") from error
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _pk(username: str) -> str:
    return f"USER#{quote(username, safe='')}"


def _row(job: ExportJob) -> dict[str, Any]:
    owner, wanted = job.owner, job.wanted
    return {
        "pk": _pk(owner.username),
        "sk": _EXPORT + job.id,
        "subject": owner.subject,
        "assignment_id": owner.assignment_id,
        "route": owner.route,
        "request_id": owner.request_id,
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


def _job(username: str, row: Row) -> ExportJob:
    return ExportJob(
        id=row["sk"].removeprefix(_EXPORT),
        owner=Owner(
            username, row["subject"], row["assignment_id"], row["route"], row["request_id"]
        ),
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

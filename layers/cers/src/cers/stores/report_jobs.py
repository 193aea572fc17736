"""Aggregate reports and saved queries in the settings table: those of a user lie together.

`USER#<username>` with `REPORT#<id>` or `QUERY#<id>`. Definitions are kept as JSON.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.aggregate import Definition
from cers.model.aggregate_document import document_of, read
from cers.model.aggregate_job import ReportJob, SavedQuery, Status
from cers.model.errors import ConflictError, InputError, UpstreamError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Row = Mapping[str, Any]

_REPORT: Final = "REPORT#"
_QUERY: Final = "QUERY#"


class ReportJobStore:
    """What users had made and what they keep; safe to use from several threads."""

    def __init__(self, table: "Table") -> None:
        # Through the client: unlike the table, it may be shared between threads.
        self._client = table.meta.client
        self._table = table.name

    def report(self, username: str, report_id: str) -> ReportJob | None:
        """One of a user's reports.

        Raises:
            UpstreamError: it cannot be read just now.
        """
        row = self._get(username, _REPORT + report_id)
        return _report(username, row) if row else None

    def reports(self, username: str) -> list[ReportJob]:
        """A user's reports, the newest first.

        Raises:
            UpstreamError: they cannot be read just now.
        """
        found = (_report(username, row) for row in self._query(username, _REPORT))
        kept = (each for each in found if each is not None)
        return sorted(kept, key=lambda each: (each.created_at, each.id), reverse=True)

    def put_report(self, job: ReportJob) -> None:
        """Keep a new report.

        Raises:
            UpstreamError: it cannot be kept just now.
        """
        self._put(_report_row(job))

    def update_report(self, job: ReportJob) -> None:
        """Keep how far a report has come; one that was deleted meanwhile stays deleted.

        Raises:
            UpstreamError: it cannot be kept just now.
        """
        try:
            self._put(_report_row(job), ConditionExpression="attribute_exists(pk)")
        except ConflictError:
            return

    def delete_report(self, username: str, report_id: str) -> None:
        """Forget a report.

        Raises:
            UpstreamError: it cannot be deleted just now.
        """
        self._delete(username, _REPORT + report_id)

    def query(self, username: str, query_id: str) -> SavedQuery | None:
        """One of a user's saved queries.

        Raises:
            UpstreamError: it cannot be read just now.
        """
        row = self._get(username, _QUERY + query_id)
        return _saved(username, row) if row else None

    def queries(self, username: str) -> list[SavedQuery]:
        """A user's saved queries, by name.

        Raises:
            UpstreamError: they cannot be read just now.
        """
        found = (_saved(username, row) for row in self._query(username, _QUERY))
        kept = (each for each in found if each is not None)
        return sorted(kept, key=lambda each: (each.definition.name.casefold(), each.id))

    def put_query(self, query: SavedQuery) -> None:
        """Keep a query: a new one if its version is 1, else in the place of the version before.

        Raises:
            ConflictError: it has changed, or gone, meanwhile.
            UpstreamError: it cannot be kept just now.
        """
        row = _query_row(query)
        if query.version == 1:
            self._put(row, ConditionExpression="attribute_not_exists(pk)")
        else:
            before = {":version": query.version - 1}
            self._put(
                row,
                ConditionExpression="version = :version",
                ExpressionAttributeValues=before,
            )

    def delete_query(self, username: str, query_id: str) -> None:
        """Forget a query.

        Raises:
            UpstreamError: it cannot be deleted just now.
        """
        self._delete(username, _QUERY + query_id)

    def _get(self, username: str, sk: str) -> Row | None:
        key = {"pk": _pk(username), "sk": sk}
        try:
            answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("your reports cannot be read just now") from error
        return answer.get("Item")

    def _query(self, username: str, prefix: str) -> Iterator[Row]:
        arguments: dict[str, Any] = {
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :prefix)",
            "ExpressionAttributeValues": {":pk": _pk(username), ":prefix": prefix},
        }
        while True:
            try:
                page = self._client.query(TableName=self._table, ConsistentRead=True, **arguments)
            except (BotoCoreError, ClientError) as error:
                raise UpstreamError("your reports cannot be read just now") from error
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def _put(self, row: Row, **condition: Any) -> None:
        try:
            self._client.put_item(TableName=self._table, Item=row, **condition)
        except self._client.exceptions.ConditionalCheckFailedException as error:
            raise ConflictError("it has changed meanwhile; look at it again") from error
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("your reports cannot be changed just now") from error

    def _delete(self, username: str, sk: str) -> None:
        try:
            self._client.delete_item(TableName=self._table, Key={"pk": _pk(username), "sk": sk})
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("your reports cannot be changed just now") from error


def _pk(username: str) -> str:
    return f"USER#{quote(username, safe='')}"


def _report_row(job: ReportJob) -> Row:
    return {
        "pk": _pk(job.username),
        "sk": _REPORT + job.id,
        "assignment_id": job.assignment_id,
        "definition": _text(job.definition),
        "created_at": job.created_at.isoformat(),
        "expires_at": job.expires_at.isoformat(),
        "fingerprint": job.fingerprint,
        "at_once": job.at_once,
        "status": job.status.value,
        "executions": dict(job.executions),
        "failure": job.failure,
    }


def _report(username: str, row: Row) -> ReportJob | None:
    definition = _definition(row)
    if definition is None:
        return None
    return ReportJob(
        id=row["sk"].removeprefix(_REPORT),
        username=username,
        assignment_id=row["assignment_id"],
        definition=definition,
        created_at=datetime.fromisoformat(row["created_at"]),
        fingerprint=row["fingerprint"],
        at_once=row["at_once"],
        status=Status(row["status"]),
        executions=dict(row["executions"]),
        failure=row["failure"],
    )


def _query_row(query: SavedQuery) -> Row:
    return {
        "pk": _pk(query.username),
        "sk": _QUERY + query.id,
        "definition": _text(query.definition),
        "updated_at": query.updated_at.isoformat(),
        "version": query.version,
    }


def _saved(username: str, row: Row) -> SavedQuery | None:
    definition = _definition(row)
    if definition is None:
        return None
    return SavedQuery(
        id=row["sk"].removeprefix(_QUERY),
        username=username,
        definition=definition,
        updated_at=datetime.fromisoformat(row["updated_at"]),
        version=int(row["version"]),
    )


def _text(definition: Definition) -> str:
    return json.dumps(document_of(definition), ensure_ascii=False)


def _definition(row: Row) -> Definition | None:
    """The definition of a row; None where it can be asked no more, after a change of ours."""
    try:
        return read(json.loads(row["definition"]))
    except InputError:
        return None

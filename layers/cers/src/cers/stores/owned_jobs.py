"""What users have made for them, in the settings table: a user's lie together, each has an id.

- `USER#<username>` with `<KIND>#<id>`: the job;
- `<KIND>#<id>` with `OWNER`: whose it is, so that the id says enough to whoever does it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.aggregate_job import Status
from cers.model.errors import UpstreamError
from cers.model.owned_job import OwnedJob, Owner

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Row = Mapping[str, Any]
J = TypeVar("J", bound=OwnedJob)

_OWNER: Final = "OWNER"


class OwnedJobStore(Generic[J]):
    """The jobs of one kind, of everybody; safe to use from several threads.

    `kind` begins their keys, `what` is what they are called in errors; `to_row` and `of_row` are
    all that is different between kinds.
    """

    def __init__(
        self,
        table: "Table",
        kind: str,
        what: str,
        to_row: Callable[[J], dict[str, Any]],
        of_row: Callable[[str, Owner, Row], J],
    ) -> None:
        # Through the client: unlike the table, it may be shared between threads.
        self._client = table.meta.client
        self._table = table.name
        self._prefix = f"{kind}#"
        self._what = what
        self._to_row = to_row
        self._of_row = of_row

    def find(self, job_id: str) -> J | None:
        """A job by its id alone, whosever it is.

        Raises:
            UpstreamError: it cannot be read just now.
        """
        owner = self._get(self._prefix + job_id, _OWNER)
        return self.one(owner["username"], job_id) if owner else None

    def one(self, username: str, job_id: str) -> J | None:
        """One of a user's jobs.

        Raises:
            UpstreamError: it cannot be read just now.
        """
        row = self._get(_pk(username), self._prefix + job_id)
        return self._job(username, row) if row else None

    def every(self, username: str) -> list[J]:
        """A user's jobs, the newest first.

        Raises:
            UpstreamError: they cannot be read just now.
        """
        found = [self._job(username, row) for row in self._query(username)]
        return sorted(found, key=lambda each: (each.created_at, each.id), reverse=True)

    def add(self, job: J) -> None:
        """Keep a new job.

        Raises:
            UpstreamError: it cannot be kept just now.
        """
        owner = {"pk": self._prefix + job.id, "sk": _OWNER, "username": job.owner.username}
        rows = owner, self._row(job)
        puts: Any = [{"Put": {"TableName": self._table, "Item": row}} for row in rows]
        try:
            self._client.transact_write_items(TransactItems=puts)
        except (BotoCoreError, ClientError) as error:
            raise self._not_changed() from error

    def advance(self, job: J) -> bool:
        """Keep how far a job has come; False if it was deleted, or is over already.

        Raises:
            UpstreamError: it cannot be kept just now.
        """
        try:
            self._client.put_item(
                TableName=self._table,
                Item=self._row(job),
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
            raise self._not_changed() from error
        return True

    def delete(self, job: J) -> None:
        """Forget a job.

        Raises:
            UpstreamError: it cannot be deleted just now.
        """
        name = self._prefix + job.id
        try:
            for pk, sk in ((_pk(job.owner.username), name), (name, _OWNER)):
                self._client.delete_item(TableName=self._table, Key={"pk": pk, "sk": sk})
        except (BotoCoreError, ClientError) as error:
            raise self._not_changed() from error

    def _get(self, pk: str, sk: str) -> Row | None:
        key = {"pk": pk, "sk": sk}
        try:
            answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        except (BotoCoreError, ClientError) as error:
            raise self._not_read() from error
        return answer.get("Item")

    def _query(self, username: str) -> Iterator[Row]:
        arguments: dict[str, Any] = {
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :prefix)",
            "ExpressionAttributeValues": {":pk": _pk(username), ":prefix": self._prefix},
        }
        while True:
            try:
                page = self._client.query(TableName=self._table, ConsistentRead=True, **arguments)
            except (BotoCoreError, ClientError) as error:
                raise self._not_read() from error
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def _row(self, job: J) -> dict[str, Any]:
        owner = job.owner
        return {
            "pk": _pk(owner.username),
            "sk": self._prefix + job.id,
            "subject": owner.subject,
            "assignment_id": owner.assignment_id,
            "route": owner.route,
            "request_id": owner.request_id,
            **self._to_row(job),
        }

    def _job(self, username: str, row: Row) -> J:
        owner = Owner(
            username, row["subject"], row["assignment_id"], row["route"], row["request_id"]
        )
        return self._of_row(row["sk"].removeprefix(self._prefix), owner, row)

    def _not_changed(self) -> UpstreamError:
        return UpstreamError(f"your {self._what} cannot be changed just now")

    def _not_read(self) -> UpstreamError:
        return UpstreamError(f"{self._what} cannot be read just now")


def _pk(username: str) -> str:
    return f"USER#{quote(username, safe='')}"

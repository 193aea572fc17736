"""Which counts of the whole state were started, in the settings table.

`COMPARISON#<name>` with `COUNT`: where the latest count of that name runs, or ran. No figures.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.comparison import Count
from cers.model.errors import UpstreamError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_SK: Final = "COUNT"


class ComparisonCountStore:
    """The counts; safe to use from several threads."""

    def __init__(self, table: "Table") -> None:
        # Through the client: unlike the table, it may be shared between threads.
        self._client = table.meta.client
        self._table = table.name

    def count(self, name: str) -> Count | None:
        """The latest count of a name.

        Raises:
            UpstreamError: it cannot be read just now.
        """
        key = {"pk": _pk(name), "sk": _SK}
        try:
            answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("comparisons cannot be read just now") from error
        row = answer.get("Item")
        if row is None:
            return None
        return Count(
            name=name,
            snapshot=str(row["snapshot"]),
            execution_id=str(row["execution_id"]),
            attempt=int(str(row["attempt"])),
            started_at=datetime.fromisoformat(str(row["started_at"])),
        )

    def keep(self, count: Count) -> None:
        """Keep a count, in place of any other of its name.

        Raises:
            UpstreamError: it cannot be kept just now.
        """
        row: dict[str, Any] = {
            "pk": _pk(count.name),
            "sk": _SK,
            "snapshot": count.snapshot,
            "execution_id": count.execution_id,
            "attempt": count.attempt,
            "started_at": count.started_at.isoformat(),
        }
        try:
            self._client.put_item(TableName=self._table, Item=row)
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("comparisons cannot be kept just now") from error


def _pk(name: str) -> str:
    return f"COMPARISON#{name}"

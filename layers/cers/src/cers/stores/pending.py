"""What is staged and waits to be published."""

import hashlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from cers.model.dataset import Dataset
from cers.model.snapshot import StagedDelivery
from cers.stores.staged_lists import listed, packed, unpacked

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_WORKERS: Final = 8


class PendingStore:
    """The deliveries table's rows `PENDING#<dataset>`, in landing order.

    A delivery, or those staged together, have one row per dataset; staging it anew replaces it.
    """

    def __init__(self, table: "Table") -> None:
        self._table = table

    def add(self, staged: StagedDelivery) -> None:
        """Note that this waits; doing it again changes nothing."""
        row: dict[str, Any] = {
            **_key(staged),
            "delivery_id": staged.delivery_id,
            "landed_at": staged.landed_at.isoformat(),
            "files": packed(staged.files),
            "revision": _revision(staged),
        }
        if staged.together:
            row["together"] = " ".join(staged.together)
        if staged.staged_at:
            row["staged_at"] = staged.staged_at.isoformat()
        self._table.put_item(Item=row)

    def of(self, dataset: Dataset, limit: int) -> list[StagedDelivery]:
        """What waits for this dataset, the first `limit` in landing order."""
        rows: list[dict[str, Any]] = []
        arguments: dict[str, Any] = _waiting(dataset)
        while len(rows) < limit:
            page = self._table.query(**arguments, Limit=limit - len(rows))
            rows.extend(page["Items"])
            if "LastEvaluatedKey" not in page:
                break
            arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]
        return [_staged(dataset, row) for row in rows]

    def count(self, dataset: Dataset) -> int:
        """How many deliveries wait for this dataset."""
        total = 0
        arguments: dict[str, Any] = {**_waiting(dataset), "Select": "COUNT"}
        while True:
            page = self._table.query(**arguments)
            total += page["Count"]
            if "LastEvaluatedKey" not in page:
                return total
            arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def remove(self, done: Iterable[StagedDelivery]) -> None:
        """Forget what is published; what was staged anew in the meantime stays."""
        with ThreadPoolExecutor(_WORKERS) as pool:
            list(pool.map(self._remove, done))

    def _remove(self, staged: StagedDelivery) -> None:
        # Through the client: unlike the table, it may be shared between threads.
        try:
            self._table.meta.client.delete_item(
                TableName=self._table.name,
                Key=_key(staged),
                ConditionExpression="revision = :revision",
                ExpressionAttributeValues={":revision": _revision(staged)},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise


def _waiting(dataset: Dataset) -> dict[str, Any]:
    return {
        "KeyConditionExpression": Key("pk").eq(f"PENDING#{dataset.id}"),
        "ConsistentRead": True,
    }


def _key(staged: StagedDelivery) -> dict[str, str]:
    # Of one width, so that the text sorts as the time does.
    landed = staged.landed_at.astimezone(UTC).isoformat(timespec="microseconds")
    return {"pk": f"PENDING#{staged.dataset.id}", "sk": f"{landed}#{staged.delivery_id}"}


def _revision(staged: StagedDelivery) -> str:
    return hashlib.sha256(listed(staged.files)).hexdigest()


def _staged(dataset: Dataset, row: dict[str, Any]) -> StagedDelivery:
    staged_at = row.get("staged_at")
    return StagedDelivery(
        dataset,
        row["delivery_id"],
        datetime.fromisoformat(row["landed_at"]),
        unpacked(row["files"]),
        tuple(row["together"].split()) if "together" in row else (),
        datetime.fromisoformat(staged_at) if staged_at else None,
    )

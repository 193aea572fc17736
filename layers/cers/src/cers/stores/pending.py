"""What is staged and waits to be published."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from cers.model.dataset import Dataset
from cers.model.snapshot import StagedDelivery, StagedFile

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_WORKERS: Final = 8


class PendingStore:
    """The deliveries table's rows `PENDING#<dataset>`, in landing order.

    A delivery has one row per dataset; staging it anew replaces the row.
    """

    def __init__(self, table: "Table") -> None:
        self._table = table

    def add(self, staged: StagedDelivery) -> None:
        """Note that this waits; doing it again changes nothing."""
        files = _packed(staged)
        self._table.put_item(
            Item={
                **_key(staged),
                "delivery_id": staged.delivery_id,
                "landed_at": staged.landed_at.isoformat(),
                "files": files,
                "revision": _revision(staged),
            }
        )

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


def _listed(files: Sequence[StagedFile]) -> bytes:
    return json.dumps([[file.table, file.key, file.rows] for file in files]).encode()


def _packed(staged: StagedDelivery) -> bytes:
    # Compressed, because an item is limited to 400 KB and a large delivery has many files.
    return zlib.compress(_listed(staged.files))


def _revision(staged: StagedDelivery) -> str:
    return hashlib.sha256(_listed(staged.files)).hexdigest()


def _staged(dataset: Dataset, row: dict[str, Any]) -> StagedDelivery:
    files = json.loads(zlib.decompress(bytes(row["files"])))
    return StagedDelivery(
        dataset,
        row["delivery_id"],
        datetime.fromisoformat(row["landed_at"]),
        tuple(StagedFile(*file) for file in files),
    )

"""The ledger: what became of every delivery. Its rows never expire."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from cers.model.dataset import Dataset
from cers.model.delivery import Delivery, DeliveryStatus, Receipt
from cers.model.reference import Missing
from cers.model.snapshot import StagedDelivery, StagedFile

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_WAITING = "WAITING"


class Ledger:
    """The deliveries table.

    Rows: `DELIVERY#<id>` a delivery and its receipt; `DIGEST#<sha256>` what the same bytes
    staged before; `WAITING` which missing reference data somebody waits for, and
    `WAITING#<kind>#<id>` who waits for it.
    """

    def __init__(self, table: "Table") -> None:
        self._table = table

    def record(self, delivery: Delivery, receipt: Receipt) -> None:
        """Make the receipt the delivery's state."""
        self._table.put_item(Item=_row(delivery, receipt))

    def move(self, delivery: Delivery, receipt: Receipt, expected: DeliveryStatus) -> bool:
        """Make it so only if the delivery still has the status `expected`."""
        try:
            self._table.put_item(
                Item=_row(delivery, receipt),
                ConditionExpression="#status = :expected",
                ExpressionAttributeNames={"#status": "status"},
                ExpressionAttributeValues={":expected": expected.value},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def find(self, delivery_id: str) -> tuple[Delivery, Receipt] | None:
        """A delivery and its receipt, or None if it was never seen."""
        row = self._get(f"DELIVERY#{delivery_id}", "RECEIPT")
        return None if row is None else _known(row)

    def mark_published(self, delivery_id: str, dataset: Dataset) -> tuple[Delivery, Receipt] | None:
        """Note that one dataset has the delivery in it; the delivery once they all have.

        None while other datasets are still to publish theirs, or if it was never seen.
        """
        try:
            row: Mapping[str, Any] = self._table.update_item(
                Key={"pk": f"DELIVERY#{delivery_id}", "sk": "RECEIPT"},
                UpdateExpression="ADD published :dataset",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues={":dataset": {dataset.id}},
                ReturnValues="ALL_NEW",
            )["Attributes"]
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return None
            raise
        delivery, receipt = _known(row)
        published: set[str] = row["published"]
        return (delivery, receipt) if published >= set(receipt.datasets) else None

    def remember(self, digest: str, staged: Sequence[StagedDelivery]) -> None:
        """Remember what these bytes staged, so that equal bytes need not be read again."""
        contributions = [
            {
                "dataset": each.dataset.id,
                "files": [[file.table, file.key, file.rows] for file in each.files],
                "delivery_id": each.delivery_id,
            }
            for each in staged
        ]
        text = json.dumps(contributions)
        self._table.put_item(Item={"pk": f"DIGEST#{digest}", "sk": "STAGED", "staged": text})

    def recall(
        self, digest: str, delivery_id: str, landed_at: datetime
    ) -> tuple[str, list[StagedDelivery]] | None:
        """Which delivery staged these bytes, and the same files as this delivery's staging."""
        row = self._get(f"DIGEST#{digest}", "STAGED")
        if row is None:
            return None
        contributions = json.loads(row["staged"])
        staged = [
            StagedDelivery(
                Dataset.parse(each["dataset"]),
                delivery_id,
                landed_at,
                tuple(StagedFile(*file) for file in each["files"]),
            )
            for each in contributions
        ]
        return contributions[0]["delivery_id"], staged

    def wait(self, delivery_id: str, missing: Iterable[Missing]) -> None:
        """Note that a delivery waits for reference data."""
        with self._table.batch_writer(overwrite_by_pkeys=["pk", "sk"]) as batch:
            for each in missing:
                batch.put_item(Item={"pk": _waiting(each), "sk": delivery_id})
                batch.put_item(Item={"pk": _WAITING, "sk": f"{each.kind}#{each.id}"})

    def waiting(self, arrived: Iterable[Missing]) -> dict[Missing, list[str]]:
        """The ids of the deliveries that wait for any of what has arrived."""
        wanted = {row["sk"] for row in self._query(_WAITING)}
        return {
            each: [row["sk"] for row in self._query(_waiting(each))]
            for each in arrived
            if f"{each.kind}#{each.id}" in wanted
        }

    def released(self, waiting: Mapping[Missing, Sequence[str]]) -> None:
        """Forget who waited, once they have been sent on."""
        with self._table.batch_writer() as batch:
            for each, delivery_ids in waiting.items():
                for delivery_id in delivery_ids:
                    batch.delete_item(Key={"pk": _waiting(each), "sk": delivery_id})
                batch.delete_item(Key={"pk": _WAITING, "sk": f"{each.kind}#{each.id}"})

    def _get(self, pk: str, sk: str) -> dict[str, Any] | None:
        response = self._table.get_item(Key={"pk": pk, "sk": sk}, ConsistentRead=True)
        return response.get("Item")

    def _query(self, pk: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        page: dict[str, Any] = {"LastEvaluatedKey": None}
        arguments: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(pk),
            "ConsistentRead": True,
        }
        while "LastEvaluatedKey" in page:
            page = dict(self._table.query(**arguments))
            rows.extend(page["Items"])
            arguments["ExclusiveStartKey"] = page.get("LastEvaluatedKey")
        return rows


def _known(row: Mapping[str, Any]) -> tuple[Delivery, Receipt]:
    delivery = Delivery(row["bucket"], row["key"], row["version_id"])
    return delivery, Receipt.from_json(json.loads(row["receipt"]))


def _waiting(missing: Missing) -> str:
    return f"{_WAITING}#{missing.kind}#{missing.id}"


def _row(delivery: Delivery, receipt: Receipt) -> dict[str, str]:
    return {
        "pk": f"DELIVERY#{delivery.id}",
        "sk": "RECEIPT",
        "bucket": delivery.bucket,
        "key": delivery.key,
        "version_id": delivery.version_id,
        "status": receipt.status.value,
        "updated_at": receipt.updated_at.isoformat(),
        "receipt": json.dumps(receipt.to_json()),
    }

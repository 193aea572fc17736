"""The ledger: what became of every delivery. Its rows never expire."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from boto3.dynamodb.conditions import Attr, ConditionBase
from botocore.exceptions import ClientError

from cers.model.dataset import Dataset
from cers.model.delivery import Delivery, DeliveryStatus, Receipt
from cers.model.reference import Missing
from cers.stores.delivery_list import listing_keys
from cers.stores.dynamodb import Row, get_rows, put_rows
from cers.stores.memory import Memory, memory_key, memory_of, memory_row
from cers.stores.waiting_rows import Waiter, WaitingRows

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_RECEIPT: Final = "RECEIPT"


class Ledger:
    """The deliveries table.

    Rows: `DELIVERY#<id>` a delivery and its receipt; `DIGEST#<sha256>` what equal bytes came to
    before; `WAITING…` and `WAITS#…` who waits for missing reference data, see `WaitingRows`.
    """

    def __init__(self, table: "Table") -> None:
        self._table = table
        self._waiting = WaitingRows(table)

    def record(self, delivery: Delivery, receipt: Receipt) -> None:
        """Make the receipt the delivery's state."""
        self._table.put_item(Item=_row(delivery, receipt))

    def record_all(self, answers: Iterable[tuple[Delivery, Receipt]]) -> None:
        """Make each receipt its delivery's state."""
        put_rows(self._table, (_row(delivery, receipt) for delivery, receipt in answers))

    def find(self, delivery_id: str) -> tuple[Delivery, Receipt] | None:
        """A delivery and its receipt, or None if it was never seen."""
        return self.find_many([delivery_id]).get(delivery_id)

    def find_many(self, delivery_ids: Iterable[str]) -> dict[str, tuple[Delivery, Receipt]]:
        """Deliveries and their receipts by id; those never seen are left out."""
        keys = (_key(delivery_id) for delivery_id in delivery_ids)
        rows = get_rows(self._table, ((key["pk"], key["sk"]) for key in keys))
        found = (_known(row) for row in rows)
        return {delivery.id: (delivery, receipt) for delivery, receipt in found}

    def find_all(
        self, statuses: Collection[DeliveryStatus] = (), prefix: str = ""
    ) -> Iterator[tuple[int, list[tuple[Delivery, Receipt]]]]:
        """Every delivery with one of these statuses and a key that begins with `prefix`.

        In pages, each with how many rows of the table were looked at for it; in no order, and as
        they stood at some moment. It reads the whole table, a million deliveries in some minutes:
        only an operator asks for this, now and then, while an index by status would cost two
        writes more for every delivery, forever.
        """
        wanted: ConditionBase = Attr("sk").eq(_RECEIPT)
        if statuses:
            wanted &= Attr("status").is_in([status.value for status in statuses])
        if prefix:
            wanted &= Attr("key").begins_with(prefix)
        page: dict[str, Any] = {"LastEvaluatedKey": None}
        arguments: dict[str, Any] = {"FilterExpression": wanted}
        while "LastEvaluatedKey" in page:
            page = dict(self._table.scan(**arguments))
            yield page["ScannedCount"], [_known(row) for row in page["Items"]]
            arguments["ExclusiveStartKey"] = page.get("LastEvaluatedKey")

    def move(
        self, delivery: Delivery, known: Receipt, status: DeliveryStatus, now: datetime
    ) -> bool:
        """Give a delivery another status, unless it has changed since `known` was read."""
        try:
            # Through the client: unlike the table, it may be shared between threads.
            self._table.meta.client.update_item(
                TableName=self._table.name,
                Key=_key(delivery.id),
                UpdateExpression="SET #status = :new, updated_at = :now",
                ConditionExpression="#status = :old AND updated_at = :seen",
                ExpressionAttributeNames={"#status": "status"},
                ExpressionAttributeValues={
                    ":new": status.value,
                    ":now": now.isoformat(),
                    ":old": known.status.value,
                    ":seen": known.updated_at.isoformat(),
                },
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def mark_published(self, delivery_id: str, dataset: Dataset) -> bool:
        """Note that one dataset has the delivery in it; whether all its datasets now have it.

        False while other datasets are still to publish theirs, or if it was never seen.
        """
        try:
            row: Mapping[str, Any] = self._table.meta.client.update_item(
                TableName=self._table.name,
                Key=_key(delivery_id),
                UpdateExpression="ADD published :dataset",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues={":dataset": {dataset.id}},
                ReturnValues="ALL_NEW",
            )["Attributes"]
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        published: set[str] = row["published"]
        return published >= set(_known(row)[1].datasets)

    def remember(self, memories: Iterable[Memory]) -> None:
        """Remember what bytes came to, so that equal ones need not be read again."""
        put_rows(self._table, map(memory_row, memories))

    def recall(self, place: str, digest: str) -> Memory | None:
        """What equal bytes came to at a place when they were last read, or None."""
        return self.recall_many([(place, digest)]).get((place, digest))

    def recall_many(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Memory]:
        """What bytes came to before, by place and digest; unknown ones are left out."""
        keys = (memory_key(place, digest) for place, digest in wanted)
        memories = map(memory_of, get_rows(self._table, keys))
        return {(each.place, each.digest): each for each in memories}

    def wait(self, delivery_id: str, missing: Iterable[Missing]) -> None:
        """Note that a delivery waits for reference data."""
        self._waiting.add({delivery_id: frozenset(missing)})

    def wait_all(self, missing: Mapping[str, Collection[Missing]]) -> None:
        """Note what each of many deliveries waits for, by its id."""
        self._waiting.add(missing)

    def waiting(self, arrived: Iterable[Missing]) -> dict[Missing, list[Waiter]]:
        """The deliveries that wait for any of what has arrived."""
        return self._waiting.of(arrived)

    def released(self, waiting: Mapping[Missing, Collection[Waiter]]) -> None:
        """Forget who waited for what has arrived."""
        self._waiting.remove(waiting)

    def still_waits(self, delivery_id: str) -> bool:
        """Whether there is anything left that a delivery waits for."""
        return self._waiting.has_any(delivery_id)

    def postpone(self, delivery_ids: Iterable[str]) -> None:
        """Note that deliveries are to be sent on with the next sweep, though they still wait."""
        self._waiting.postpone(delivery_ids)

    def postponed(self) -> list[str]:
        """The deliveries that the next sweep is to send on."""
        return self._waiting.postponed()

    def sent_on(self, delivery_ids: Iterable[str]) -> None:
        """Forget that they were to be sent on."""
        self._waiting.resume(delivery_ids)


def _key(delivery_id: str) -> dict[str, str]:
    return {"pk": f"DELIVERY#{delivery_id}", "sk": _RECEIPT}


def _known(row: Mapping[str, Any]) -> tuple[Delivery, Receipt]:
    delivery = Delivery(row["bucket"], row["key"], row["version_id"])
    receipt = Receipt.from_json(json.loads(row["receipt"]))
    # These two may have moved on since the receipt was written.
    status, updated_at = row["status"], datetime.fromisoformat(row["updated_at"])
    return delivery, replace(receipt, status=DeliveryStatus(status), updated_at=updated_at)


def _row(delivery: Delivery, receipt: Receipt) -> Row:
    return {
        **_key(delivery.id),
        "bucket": delivery.bucket,
        "key": delivery.key,
        "version_id": delivery.version_id,
        "status": receipt.status.value,
        "updated_at": receipt.updated_at.isoformat(),
        "receipt": json.dumps(receipt.to_json()),
        **listing_keys(delivery, receipt),
    }

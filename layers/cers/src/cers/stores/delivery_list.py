"""Listing the ledger, newest first, by its indexes.

A delivery's row names a lane, its vendor and one of four: one place of an index takes a thousand
new deliveries a second. What moves on in a row is not in the indexes, so that they cost one write
for each delivery and no more; trouble is in an index of its own, which few deliveries ever enter.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import merge
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.delivery import Delivery, DeliveryStatus, Receipt
from cers.model.errors import UpstreamError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

TROUBLE: Final = frozenset(
    {DeliveryStatus.QUARANTINED, DeliveryStatus.REJECTED, DeliveryStatus.FAILED}
)
"""The statuses somebody looks for, and that nothing but a new receipt changes."""

_LANES: Final = 4
_END: Final = "~"
"""Sorts after every moment."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A delivery in a list; `place` orders them by when they landed."""

    delivery_id: str
    vendor: str
    feed: str
    place: str


def listing_keys(delivery: Delivery, receipt: Receipt) -> dict[str, str]:
    """The attributes by which a row is listed."""
    lane = _lane(delivery.vendor, int(delivery.id[0], 16) % _LANES)
    landed = receipt.landed_at.astimezone(UTC).isoformat(timespec="microseconds")
    keys = {"lane": lane, "landed": f"{landed}#{delivery.id}", "feed": receipt.feed}
    return keys | {"trouble": lane} if receipt.status in TROUBLE else keys


class DeliveryList:
    """Reads the indexes, which are a moment behind the ledger."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def newest(
        self,
        vendors: Iterable[str],
        statuses: Collection[DeliveryStatus],
        since: datetime | None,
        before: str,
        page: int,
    ) -> Iterator[Listed]:
        """Deliveries of some vendors, newest first, from a place on, read so many at a time.

        `statuses` only say which index will do: each delivery is yet to be looked at. Empty means
        all.
        """
        index = "by-trouble" if statuses and set(statuses) <= TROUBLE else "by-vendor"
        low = since.astimezone(UTC).isoformat(timespec="microseconds") if since else "0"
        high = before or _END
        if high < low:
            return iter(())
        lanes = (
            self._lane(index, vendor, number, (low, high), page)
            for vendor in vendors
            for number in range(_LANES)
        )
        every = merge(*lanes, key=lambda each: each.place, reverse=True)
        return (each for each in every if each.place != before)

    def _lane(
        self, index: str, vendor: str, number: int, between: tuple[str, str], page: int
    ) -> Iterator[Listed]:
        name = "trouble" if index == "by-trouble" else "lane"
        arguments: dict[str, Any] = {
            "IndexName": index,
            "KeyConditionExpression": f"{name} = :lane AND landed BETWEEN :low AND :high",
            "ExpressionAttributeValues": {
                ":lane": _lane(vendor, number),
                ":low": between[0],
                ":high": between[1],
            },
            "ScanIndexForward": False,
            "Limit": page,
        }
        while True:
            found = self._query(arguments)
            for item in found["Items"]:
                id_ = str(item["pk"]).partition("#")[2]
                yield Listed(id_, vendor, str(item["feed"]), str(item["landed"]))
            if "LastEvaluatedKey" not in found:
                return
            arguments["ExclusiveStartKey"] = found["LastEvaluatedKey"]

    def _query(self, arguments: dict[str, Any]) -> dict[str, Any]:
        try:
            # Through the client: unlike the table, it may be shared between threads.
            return dict(self._table.meta.client.query(TableName=self._table.name, **arguments))
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("deliveries cannot be listed just now") from error


def _lane(vendor: str, number: int) -> str:
    return f"{vendor}#{number}"

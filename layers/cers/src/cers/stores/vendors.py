"""Vendors' grants: what each may deliver. Operators write them; nothing here does.

Keys of the access table: `VENDOR#<vendor>` with `GRANT`. An item has `feeds`, a set of feed
names, and either `districts`, a set of district ids, or `statewide` true.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from cers.model.delivery import Feed
from cers.model.vendor import SHIPPED, VendorGrant

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


class VendorStore:
    """The vendors' grants.

    Without an item, statewide vendors are granted everything, and the prefix of the data that CERS
    ships its own two feeds.
    """

    def __init__(self, table: "Table", statewide: Collection[str]) -> None:
        self._table = table
        self._statewide = frozenset(statewide)

    def grant(self, vendor: str) -> VendorGrant:
        """What a vendor may deliver; nothing if it is not known."""
        key = {"pk": f"VENDOR#{vendor}", "sk": "GRANT"}
        item = self._table.get_item(Key=key, ConsistentRead=True).get("Item")
        if item is None:
            return self._without_item(vendor)
        return VendorGrant(
            feeds=frozenset(feed for feed in Feed if feed.value in _texts(item.get("feeds"))),
            statewide=item.get("statewide") is True,
            district_ids=_texts(item.get("districts")),
        )

    def _without_item(self, vendor: str) -> VendorGrant:
        if vendor in self._statewide:
            return VendorGrant.of_the_state()
        return VendorGrant.of_shipped_data() if vendor == SHIPPED else VendorGrant()


def _texts(value: object) -> frozenset[str]:
    return frozenset(map(str, value)) if isinstance(value, set | list) else frozenset()

"""Many rows of a DynamoDB table with few calls."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from cers.model.errors import UpstreamError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Row = dict[str, Any]

_GET_KEYS: Final = 100  # what BatchGetItem takes at once
_ATTEMPTS: Final = 8
_FIRST_PAUSE: Final = 0.05


def get_rows(table: "Table", keys: Iterable[tuple[str, str]]) -> Iterator[Row]:
    """The rows of these partition and sort keys that exist, in no order.

    Raises:
        UpstreamError: the table did not answer for some of them, time after time.
    """
    left = [{"pk": pk, "sk": sk} for pk, sk in dict.fromkeys(keys)]
    while left:
        some, left = left[:_GET_KEYS], left[_GET_KEYS:]
        yield from _get(table, some)


def _get(table: "Table", keys: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    for attempt in range(_ATTEMPTS):
        # Through the client: unlike the table, it may be shared between threads.
        answer = table.meta.client.batch_get_item(
            RequestItems={table.name: {"Keys": keys, "ConsistentRead": True}}
        )
        yield from answer["Responses"].get(table.name, [])
        unprocessed = answer.get("UnprocessedKeys") or {}
        if table.name not in unprocessed:
            return
        keys = unprocessed[table.name]["Keys"]
        time.sleep(_FIRST_PAUSE * 2**attempt)
    raise UpstreamError(f"the table {table.name} left {len(keys)} reads undone")


def put_rows(table: "Table", rows: Iterable[Row]) -> None:
    """Put rows, whatever was there before; of equal keys the last row counts."""
    with table.batch_writer(overwrite_by_pkeys=["pk", "sk"]) as batch:
        for row in rows:
            batch.put_item(Item=row)


def delete_rows(table: "Table", keys: Iterable[tuple[str, str]]) -> None:
    """Delete rows; those that are not there are no fault."""
    with table.batch_writer(overwrite_by_pkeys=["pk", "sk"]) as batch:
        for pk, sk in keys:
            batch.delete_item(Key={"pk": pk, "sk": sk})

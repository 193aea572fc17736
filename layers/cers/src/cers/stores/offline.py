"""Reference data that lives as long as this process: for checks without any AWS."""

from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

from cers.stores.reference import ReferenceStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client

_BUCKET = "offline"


class _Objects:
    """The two calls of S3 that the reference store makes."""

    def __init__(self) -> None:
        self._bodies: dict[str, bytes] = {}

    def put_object(self, *, Key: str, Body: bytes, **_: object) -> None:
        self._bodies[Key] = Body

    def get_object(self, *, Key: str, **_: object) -> dict[str, BytesIO]:
        return {"Body": BytesIO(self._bodies[Key])}


class _Rows:
    """The two calls of DynamoDB that it makes; nobody else writes, so every condition holds."""

    def __init__(self) -> None:
        self._items: dict[tuple[str, str], dict[str, Any]] = {}

    def put_item(self, *, Item: dict[str, Any], **_: object) -> None:
        self._items[Item["pk"], Item["sk"]] = Item

    def get_item(self, *, Key: dict[str, str], **_: object) -> dict[str, Any]:
        item = self._items.get((Key["pk"], Key["sk"]))
        return {} if item is None else {"Item": item}


def offline_reference() -> ReferenceStore:
    """An empty reference store of this process."""
    return ReferenceStore(cast("S3Client", _Objects()), _BUCKET, cast("Table", _Rows()))

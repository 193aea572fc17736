"""Documents of reference data in the lake, which never change, and the pointers to them."""

import gzip
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import SystemRandom
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

from botocore.exceptions import ClientError

from cers.model.errors import ConflictError
from cers.stores.reference_documents import Encoded, Json

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client

T = TypeVar("T")

ATTEMPTS: Final = 25
_LONGEST_WAIT: Final = 0.5
_random: Final = SystemRandom()


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """The state an update found and the one it left; equal ones if there was nothing to do."""

    before: T
    after: T


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which document is current; empty before anything was delivered."""

    id: str = ""
    fingerprint: str = ""


class ReferenceObjects:
    """The documents below `reference/`, and one pointer a kind in the snapshots table."""

    def __init__(self, s3: "S3Client", lake_bucket: str, snapshots_table: "Table") -> None:
        self._s3 = s3
        self._bucket = lake_bucket
        self._table = snapshots_table

    def pointer(self, name: str) -> Pointer:
        """The pointer of a kind, as it is at this moment."""
        key = {"pk": f"REFERENCE#{name}", "sk": "CURRENT"}
        item = self._table.get_item(Key=key, ConsistentRead=True).get("Item")
        return Pointer(str(item["id"]), str(item["fingerprint"])) if item else Pointer()

    def move(self, name: str, expected: Pointer, encoded: Encoded) -> bool:
        """Point at a new document; False if the pointer is no longer the expected one."""
        item = {
            "pk": f"REFERENCE#{name}",
            "sk": "CURRENT",
            "id": encoded.digest,
            "fingerprint": encoded.fingerprint,
            "updated_at": datetime.now(UTC).isoformat(),
        }
        try:
            self._table.put_item(Item=item, **_still(expected))
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def put(self, key: str, data: bytes) -> None:
        """Keep a JSON document."""
        body = gzip.compress(data, mtime=0)
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType="application/gzip")

    def get(self, key: str) -> Json:
        """A JSON document."""
        body = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        return cast(Json, json.loads(gzip.decompress(body)))


def _still(expected: Pointer) -> dict[str, Any]:
    """The condition that nobody has moved a pointer."""
    if not expected.id:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    return {
        "ConditionExpression": "#id = :expected",
        "ExpressionAttributeNames": {"#id": "id"},
        "ExpressionAttributeValues": {":expected": expected.id},
    }


def persistently(name: str, attempt: Callable[[], T | None]) -> T:
    """What an attempt to change a kind comes to, made again as long as others are faster (None).

    Raises:
        ConflictError: others were faster, many times in a row.
    """
    for number in range(ATTEMPTS):
        result = attempt()
        if result is not None:
            return result
        time.sleep(_random.uniform(0, min(_LONGEST_WAIT, 0.01 * 2**number)))
    raise ConflictError(f"the {name} are being changed by too many at once; try again")


def document_key(folder: str, name: str) -> str:
    """Where a document lies."""
    return f"reference/{folder}/{name}.json.gz"

"""Which snapshot of the students is the current one, and the Glue table that shows it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from cers.model.errors import ConflictError, UpstreamError
from cers.model.student import StudentManifest
from cers.model.tables import STUDENTS
from cers.stores.catalog import Catalog

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client

_PK: Final = "STUDENTS"
_CURRENT: Final = "CURRENT"
_SNAPSHOT: Final = "SNAPSHOT#"
_FOLLOW_ATTEMPTS: Final = 10


@dataclass(frozen=True, slots=True)
class StudentSnapshot:
    """One snapshot of the students' history."""

    id: str
    manifest_key: str
    created_at: datetime


class StudentSnapshots:
    """Manifests in the lake bucket; pointer and history in the snapshots table.

    Rows: `STUDENTS` `CURRENT` the pointer; `STUDENTS` `SNAPSHOT#<created>#<id>` the history. Only
    the pointer decides anything.
    """

    def __init__(self, s3: "S3Client", lake_bucket: str, table: "Table") -> None:
        self._s3 = s3
        self._bucket = lake_bucket
        self._table = table
        self._newest: StudentManifest | None = None

    def current(self) -> StudentManifest | None:
        """The current snapshot; None before the first."""
        pointer = self._pointer()
        if pointer is None:
            return None
        known = self._newest
        if known is None or known.id != pointer["snapshot_id"]:
            known = self.manifest(str(pointer["manifest_key"]))
            self._newest = known
        return known

    def manifest(self, key: str) -> StudentManifest:
        """A manifest by its key."""
        body = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        return StudentManifest.from_json(json.loads(body))

    def commit(self, manifest: StudentManifest) -> None:
        """Make this the current snapshot if its parent still is; either all of it or nothing.

        Raises:
            ConflictError: another snapshot was committed since; nothing changed.
        """
        body = json.dumps(manifest.to_json(), separators=(",", ":"), sort_keys=True).encode()
        self._s3.put_object(
            Bucket=self._bucket, Key=manifest.key, Body=body, ContentType="application/json"
        )
        # The history comes first: what the pointer leads to must never be taken for garbage.
        self._table.put_item(Item=_history(manifest))
        try:
            self._table.put_item(Item=_pointer(manifest), **_condition(manifest.parent))
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            pointer = self._pointer()
            if pointer is not None and pointer["snapshot_id"] == manifest.id:
                return  # the answer got lost, and the write repeated failed on its own success
            raise ConflictError("another snapshot of the students came first") from None

    def history(self) -> list[StudentSnapshot]:
        """The snapshots that are not forgotten, newest first."""
        condition = Key("pk").eq(_PK) & Key("sk").begins_with(_SNAPSHOT)
        rows: list[dict[str, Any]] = []
        arguments: dict[str, Any] = {"KeyConditionExpression": condition, "ConsistentRead": True}
        while True:
            page = self._table.query(**arguments)
            rows.extend(page["Items"])
            if "LastEvaluatedKey" not in page:
                break
            arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]
        return [_snapshot(row) for row in reversed(rows)]

    def forget(self, snapshot: StudentSnapshot) -> None:
        """Drop a snapshot from the history; its files are no longer reachable through it."""
        self._table.delete_item(Key={"pk": _PK, "sk": _sk(snapshot.created_at, snapshot.id)})

    def _pointer(self) -> dict[str, Any] | None:
        key = {"pk": _PK, "sk": _CURRENT}
        return self._table.get_item(Key=key, ConsistentRead=True).get("Item")


class StudentCatalog:
    """The Glue table of the students. Derived: the pointer is the truth."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def follow(self, current: Callable[[], StudentManifest | None]) -> None:
        """Point at the current snapshot, and again if it moves on meanwhile.

        Raises:
            UpstreamError: the snapshot kept moving on, or Glue refused some of it.
        """
        manifest = current()
        for _ in range(_FOLLOW_ATTEMPTS):
            if manifest is None:
                return
            keys: dict[tuple[str, ...], str] = {
                (str(file.bucket),): file.key
                for file in manifest.files
                if file.table == STUDENTS.name
            }
            self._catalog.point(STUDENTS.name, keys)
            newer = current()
            if newer is None or newer.id == manifest.id:
                return
            manifest = newer
        raise UpstreamError("the students move on faster than the catalog can follow")


def _condition(parent: str) -> dict[str, Any]:
    if not parent:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    return {
        "ConditionExpression": "snapshot_id = :parent",
        "ExpressionAttributeValues": {":parent": parent},
    }


def _sk(created_at: datetime, snapshot_id: str) -> str:
    # Of one width, so that the text sorts as the time does.
    created = created_at.astimezone(UTC).isoformat(timespec="microseconds")
    return f"{_SNAPSHOT}{created}#{snapshot_id}"


def _history(manifest: StudentManifest) -> dict[str, str]:
    return {
        "pk": _PK,
        "sk": _sk(manifest.created_at, manifest.id),
        "snapshot_id": manifest.id,
        "manifest_key": manifest.key,
        "created_at": manifest.created_at.isoformat(),
    }


def _pointer(manifest: StudentManifest) -> dict[str, str]:
    return {
        "pk": _PK,
        "sk": _CURRENT,
        "snapshot_id": manifest.id,
        "manifest_key": manifest.key,
        "updated_at": datetime.now(UTC).isoformat(),
    }


def _snapshot(row: dict[str, Any]) -> StudentSnapshot:
    created_at = datetime.fromisoformat(row["created_at"])
    return StudentSnapshot(row["snapshot_id"], row["manifest_key"], created_at)

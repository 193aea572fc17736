"""Which snapshot of a dataset is the current one: the pointer, and the way it moves on."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from cers.model.dataset import Dataset
from cers.model.errors import ConflictError
from cers.model.snapshot import Manifest

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client

_CURRENT: Final = "CURRENT"
_SNAPSHOT: Final = "SNAPSHOT#"
_DATASETS: Final = "DATASETS"


@dataclass(frozen=True, slots=True)
class SnapshotRecord:
    """One snapshot of a dataset's history."""

    dataset: Dataset
    id: str
    manifest_key: str
    created_at: datetime


class SnapshotStore:
    """Manifests in the lake bucket; pointers and history in the snapshots table.

    Rows: `DATASET#<id>` `CURRENT` the pointer; `DATASET#<id>` `SNAPSHOT#<created>#<id>` the
    history; `DATASETS` `<id>` every dataset. Only the pointer decides anything; a crash may leave
    a history row of a snapshot that was never committed.
    """

    def __init__(self, s3: "S3Client", lake_bucket: str, table: "Table") -> None:
        self._s3 = s3
        self._bucket = lake_bucket
        self._table = table
        self._newest: dict[str, Manifest] = {}

    def current(self, dataset: Dataset) -> Manifest | None:
        """The current snapshot of a dataset; None before the first."""
        pointer = self._get(_pk(dataset), _CURRENT)
        if pointer is None:
            return None
        known = self._newest.get(dataset.id)
        if known is None or known.id != pointer["snapshot_id"]:
            known = self.manifest(pointer["manifest_key"])
            self._newest[dataset.id] = known
        return known

    def current_id(self, dataset: Dataset) -> str:
        """The id of the current snapshot; empty before the first."""
        pointer = self._get(_pk(dataset), _CURRENT)
        return "" if pointer is None else str(pointer["snapshot_id"])

    def manifest(self, key: str) -> Manifest:
        """A manifest by its key."""
        body = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        return Manifest.from_json(json.loads(body))

    def commit(self, manifest: Manifest, expected_parent: str) -> None:
        """Make this the current snapshot; either all of it happens or nothing.

        `expected_parent` is the id of the current snapshot, empty before the first.

        Raises:
            ConflictError: another snapshot was committed since; nothing changed.
        """
        self._put_manifest(manifest)
        # The history comes first: what the pointer leads to must never be taken for garbage.
        self._table.put_item(Item=_history(manifest))
        if not expected_parent:
            self._table.put_item(Item={"pk": _DATASETS, "sk": manifest.dataset.id})
        try:
            self._table.put_item(Item=_pointer(manifest), **_condition(expected_parent))
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            if self._is_committed(manifest):
                return
            self._table.delete_item(Key=_history_key(manifest))
            name = manifest.dataset.id
            raise ConflictError(f"another snapshot of dataset {name} came first") from None

    def _is_committed(self, manifest: Manifest) -> bool:
        """Whether the current snapshot is this one or was made from it.

        The answer to a write may get lost; the write repeated then fails on its own success.
        """
        found = self.current(manifest.dataset)
        while found is not None and found.id not in (manifest.id, manifest.parent):
            parent = replace(found, id=found.parent)
            found = self.manifest(parent.key) if found.parent else None
        return found is not None and found.id == manifest.id

    def history(self, dataset: Dataset) -> list[SnapshotRecord]:
        """The snapshots that are not forgotten, newest first."""
        condition = Key("pk").eq(_pk(dataset)) & Key("sk").begins_with(_SNAPSHOT)
        return [
            SnapshotRecord(
                dataset,
                row["snapshot_id"],
                row["manifest_key"],
                datetime.fromisoformat(row["created_at"]),
            )
            for row in reversed(self._query(condition))
        ]

    def forget(self, record: SnapshotRecord) -> None:
        """Drop a snapshot from the history; its files are no longer reachable through it."""
        self._table.delete_item(
            Key={"pk": _pk(record.dataset), "sk": _snapshot_sk(record.created_at, record.id)}
        )

    def datasets(self) -> list[Dataset]:
        """Every dataset that has a snapshot."""
        return [Dataset.parse(row["sk"]) for row in self._query(Key("pk").eq(_DATASETS))]

    def _put_manifest(self, manifest: Manifest) -> None:
        body = json.dumps(manifest.to_json(), separators=(",", ":"), sort_keys=True).encode()
        try:
            self._s3.put_object(
                Bucket=self._bucket,
                Key=manifest.key,
                Body=body,
                ContentType="application/json",
                IfNoneMatch="*",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "PreconditionFailed":
                raise
            # A request repeated after a lost answer meets the object that the first one made.
            if self.manifest(manifest.key) != manifest:
                raise ConflictError(f"manifest {manifest.key} exists already") from None

    def _get(self, pk: str, sk: str) -> dict[str, Any] | None:
        answer = self._table.get_item(Key={"pk": pk, "sk": sk}, ConsistentRead=True)
        return answer.get("Item")

    def _query(self, condition: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        arguments: dict[str, Any] = {"KeyConditionExpression": condition, "ConsistentRead": True}
        while True:
            page = self._table.query(**arguments)
            rows.extend(page["Items"])
            if "LastEvaluatedKey" not in page:
                return rows
            arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _condition(parent: str) -> dict[str, Any]:
    if not parent:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    return {
        "ConditionExpression": "snapshot_id = :parent",
        "ExpressionAttributeValues": {":parent": parent},
    }


def _pk(dataset: Dataset) -> str:
    return f"DATASET#{dataset.id}"


def _snapshot_sk(created_at: datetime, snapshot_id: str) -> str:
    # Of one width, so that the text sorts as the time does.
    created = created_at.astimezone(UTC).isoformat(timespec="microseconds")
    return f"{_SNAPSHOT}{created}#{snapshot_id}"


def _history_key(manifest: Manifest) -> dict[str, str]:
    return {"pk": _pk(manifest.dataset), "sk": _snapshot_sk(manifest.created_at, manifest.id)}


def _history(manifest: Manifest) -> dict[str, str]:
    return {
        **_history_key(manifest),
        "snapshot_id": manifest.id,
        "manifest_key": manifest.key,
        "created_at": manifest.created_at.isoformat(),
    }


def _pointer(manifest: Manifest) -> dict[str, str]:
    return {
        "pk": _pk(manifest.dataset),
        "sk": _CURRENT,
        "snapshot_id": manifest.id,
        "manifest_key": manifest.key,
        "updated_at": datetime.now(UTC).isoformat(),
    }

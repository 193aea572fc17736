"""Which snapshot of a dataset is the current one: the pointer, and the way it moves on."""

import json
from dataclasses import dataclass
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
    """One committed snapshot of a dataset's history."""

    dataset: Dataset
    id: str
    manifest_key: str
    created_at: datetime


class SnapshotStore:
    """Manifests in the lake bucket; pointers and history in the snapshots table.

    Rows: `DATASET#<id>` `CURRENT` the pointer; `DATASET#<id>` `SNAPSHOT#<created>#<id>` the
    history; `DATASETS` `<id>` every dataset. They change in one transaction.
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
        self._put(manifest)
        try:
            self._table.meta.client.transact_write_items(
                TransactItems=self._transaction(manifest, expected_parent)
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "TransactionCanceledException":
                raise
            # The answer to a first attempt may have been lost: then it is our own row we met.
            if self._get(_pk(manifest.dataset), _history_sk(manifest)) is None:
                raise ConflictError(
                    f"dataset {manifest.dataset.id} moved on from {expected_parent or 'nothing'}"
                ) from None

    def history(self, dataset: Dataset) -> list[SnapshotRecord]:
        """Every committed snapshot that is not forgotten, newest first."""
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
        self._table.delete_item(Key={"pk": _pk(record.dataset), "sk": _sk(record)})

    def datasets(self) -> list[Dataset]:
        """Every dataset that has a snapshot."""
        return [Dataset.parse(row["sk"]) for row in self._query(Key("pk").eq(_DATASETS))]

    def _put(self, manifest: Manifest) -> None:
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
            # As above: a repeated request meets the object that the first one made.
            if self.manifest(manifest.key) != manifest:
                raise ConflictError(f"manifest {manifest.key} exists already") from None

    def _transaction(self, manifest: Manifest, parent: str) -> list[Any]:
        snapshot = {"snapshot_id": manifest.id, "manifest_key": manifest.key}
        created = {"created_at": manifest.created_at.isoformat()}
        pk = _pk(manifest.dataset)
        pointer = {"pk": pk, "sk": _CURRENT, **snapshot, "updated_at": _now()}
        history = {"pk": pk, "sk": _history_sk(manifest), **snapshot, **created}
        known = {"pk": _DATASETS, "sk": manifest.dataset.id}
        return [
            {"Put": {"TableName": self._table.name, "Item": pointer, **_condition(parent)}},
            {"Put": {"TableName": self._table.name, "Item": history}},
            {"Put": {"TableName": self._table.name, "Item": known}},
        ]

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


def _stamp(created_at: datetime) -> str:
    return created_at.astimezone(UTC).isoformat(timespec="microseconds")


def _history_sk(manifest: Manifest) -> str:
    return f"{_SNAPSHOT}{_stamp(manifest.created_at)}#{manifest.id}"


def _sk(record: SnapshotRecord) -> str:
    return f"{_SNAPSHOT}{_stamp(record.created_at)}#{record.id}"


def _now() -> str:
    return datetime.now(UTC).isoformat()

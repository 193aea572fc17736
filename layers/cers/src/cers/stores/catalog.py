"""The Glue catalog's partitions: derived from the manifests, and repairable from them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from cers.model.dataset import Dataset
from cers.model.errors import UpstreamError
from cers.model.snapshot import Manifest
from cers.model.tables import PUBLISHED_TABLES

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient

_BATCH: Final = 100  # what BatchCreatePartition and BatchUpdatePartition take at once
_DELETE_BATCH: Final = 25
_FOLLOW_ATTEMPTS: Final = 10

_Values = tuple[str, ...]
_Locations = dict[_Values, str]


class Catalog:
    """The partitions of the lake's tables in a Glue database.

    Glue knows neither conditions nor transactions, so nothing is decided by what it says: the
    pointer in the snapshots table is the truth.
    """

    def __init__(self, glue: "GlueClient", database: str, lake_bucket: str) -> None:
        self._glue = glue
        self._database = database
        self._bucket = lake_bucket

    def follow(self, current: Callable[[], Manifest | None]) -> int:
        """Point at the current snapshot, and again if it moves on meanwhile; changes made.

        A slower publisher may overwrite what a faster one did, but then it sees the newer pointer
        afterwards and puts it right.

        Raises:
            UpstreamError: the snapshot kept moving on.
        """
        changes = 0
        manifest = current()
        for _ in range(_FOLLOW_ATTEMPTS):
            if manifest is None:
                return changes
            changes += self.point_at(manifest)
            newer = current()
            if newer is None or newer.id == manifest.id:
                return changes
            manifest = newer
        raise UpstreamError("the current snapshot moves on faster than the catalog can follow")

    def repair(self, manifests: Iterable[Manifest]) -> int:
        """Point at each of these snapshots, one per dataset; changes made, 0 if all was well."""
        return sum(self.point_at(manifest) for manifest in manifests)

    def point_at(self, manifest: Manifest) -> int:
        """Make the dataset's partitions those of a snapshot; how many changed.

        Raises:
            UpstreamError: Glue refused some of it.
        """
        within = _within(manifest.dataset)
        return sum(
            self.point(table.name, _keys(table.name, manifest), within)
            for table in PUBLISHED_TABLES
        )

    def point(self, table: str, keys: Mapping[_Values, str], within: str = "") -> int:
        """Make a table's partitions lie where these files do; how many changed.

        `keys` maps partition values -> the file's key in the lake. Where `within` is given, only
        the partitions it selects are compared with them.

        Raises:
            UpstreamError: Glue refused some of it.
        """
        wanted = {values: self._location(key) for values, key in keys.items()}
        present = self._partitions(table, within)
        new = {values: wanted[values] for values in wanted if values not in present}
        moved = {
            values: wanted[values]
            for values in wanted
            if values in present and present[values] != wanted[values]
        }
        gone = [values for values in present if values not in wanted]
        if new or moved:
            storage = self._storage(table)
            self._create(table, storage, new)
            self._update(table, storage, moved)
        self._delete(table, gone)
        return len(new) + len(moved) + len(gone)

    def _location(self, key: str) -> str:
        return f"s3://{self._bucket}/{key.rpartition('/')[0]}/"

    def _partitions(self, table: str, within: str) -> _Locations:
        pages = self._glue.get_paginator("get_partitions").paginate(
            DatabaseName=self._database,
            TableName=table,
            Expression=within,
            ExcludeColumnSchema=True,
        )
        return {
            tuple(each["Values"]): each["StorageDescriptor"].get("Location", "")
            for page in pages
            for each in page["Partitions"]
        }

    def _storage(self, table: str) -> dict[str, Any]:
        found = self._glue.get_table(DatabaseName=self._database, Name=table)
        return dict(found["Table"]["StorageDescriptor"])

    def _create(self, table: str, storage: dict[str, Any], locations: _Locations) -> None:
        for batch in _batches(list(locations.items()), _BATCH):
            answer = self._glue.batch_create_partition(
                DatabaseName=self._database,
                TableName=table,
                PartitionInputList=[_partition(storage, *each) for each in batch],
            )
            # Another publisher may have created it; following the pointer puts its place right.
            _check(answer.get("Errors", []), "AlreadyExistsException")

    def _update(self, table: str, storage: dict[str, Any], locations: _Locations) -> None:
        for batch in _batches(list(locations.items()), _BATCH):
            answer = self._glue.batch_update_partition(
                DatabaseName=self._database,
                TableName=table,
                Entries=[
                    {
                        "PartitionValueList": list(each[0]),
                        "PartitionInput": _partition(storage, *each),
                    }
                    for each in batch
                ],
            )
            _check(answer.get("Errors", []))

    def _delete(self, table: str, gone: Sequence[_Values]) -> None:
        for batch in _batches(gone, _DELETE_BATCH):
            answer = self._glue.batch_delete_partition(
                DatabaseName=self._database,
                TableName=table,
                PartitionsToDelete=[{"Values": list(values)} for values in batch],
            )
            _check(answer.get("Errors", []), "EntityNotFoundException")


def _values(dataset: Dataset, bucket: int) -> _Values:
    return (str(dataset.school_year), dataset.asmt_type, str(bucket))


def _keys(table: str, manifest: Manifest) -> dict[_Values, str]:
    return {_values(manifest.dataset, file.bucket): file.key for file in manifest.of(table)}


def _within(dataset: Dataset) -> str:
    return f"school_year = {dataset.school_year} AND asmt_type = '{dataset.asmt_type}'"


def _partition(storage: dict[str, Any], values: _Values, location: str) -> Any:
    return {"Values": list(values), "StorageDescriptor": {**storage, "Location": location}}


def _batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _check(errors: Sequence[Any], harmless: str = "") -> None:
    codes = {each.get("ErrorDetail", {}).get("ErrorCode", "unknown") for each in errors}
    if codes - {harmless}:
        raise UpstreamError(f"Glue refused some partitions: {', '.join(sorted(codes))}")

"""Snapshots: what is staged, and which immutable files a published state consists of."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from cers.model.dataset import Dataset


@dataclass(frozen=True, slots=True)
class StagedFile:
    """One staged Parquet file of one table; `key` is its key in the lake bucket."""

    table: str
    key: str
    rows: int


@dataclass(frozen=True, slots=True)
class StagedDelivery:
    """What one delivery contributes to one dataset, waiting to be published.

    Small deliveries are staged together, as one: `together` names them, `delivery_id` is the name
    of the gathering, `landed_at` when the first of them landed, and every row in the files says
    which of them it came in. `staged_at` orders the stagings of one delivery; None is the earliest.
    """

    dataset: Dataset
    delivery_id: str
    landed_at: datetime
    files: tuple[StagedFile, ...]
    together: tuple[str, ...] = ()
    staged_at: datetime | None = None

    @property
    def delivery_ids(self) -> tuple[str, ...]:
        """The deliveries whose rows these are."""
        return self.together or (self.delivery_id,)


@dataclass(frozen=True, slots=True)
class DataFile:
    """One immutable Parquet file of a snapshot; `bytes` and `sha256` are those of the object."""

    table: str
    bucket: int
    key: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One immutable state of a dataset: the complete list of its files.

    `id` is unique to the snapshot; `parent` is the snapshot it was made from, empty for the first.
    """

    dataset: Dataset
    id: str
    parent: str
    created_at: datetime
    bucket_count: int
    files: tuple[DataFile, ...]

    @property
    def key(self) -> str:
        """The manifest's key in the lake bucket."""
        return f"manifests/{self.dataset.id}/{self.id}.json"

    def of(self, table: str) -> tuple[DataFile, ...]:
        """The files of one table."""
        return tuple(file for file in self.files if file.table == table)

    def to_json(self) -> dict[str, Any]:
        """The manifest as the JSON document that is stored."""
        document = asdict(self)
        document["dataset"] = self.dataset.id
        document["created_at"] = self.created_at.isoformat()
        return document

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """The manifest a JSON document describes."""
        fields = dict(document)
        fields["dataset"] = Dataset.parse(fields["dataset"])
        fields["created_at"] = datetime.fromisoformat(fields["created_at"])
        fields["files"] = tuple(DataFile(**file) for file in fields["files"])
        return cls(**fields)


def published_key(file_table: str, dataset: Dataset, bucket: int, snapshot_id: str) -> str:
    """Where a table's file of a snapshot lies in the lake bucket."""
    return (
        f"published/{file_table}/school_year={dataset.school_year}/"
        f"asmt_type={dataset.asmt_type}/bucket={bucket:02d}/snapshot={snapshot_id}/part.parquet"
    )

"""In-memory stand-ins for the stores that publishing uses."""

import io
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import cast

import pyarrow as pa
import pyarrow.parquet as pq

from cers.model.dataset import Dataset
from cers.model.errors import ConflictError, NotFoundError
from cers.model.snapshot import DataFile, Manifest, StagedDelivery
from cers.steps.publish import PublishStores
from cers.stores.catalog import Catalog
from cers.stores.lake_files import LakeFiles
from cers.stores.pending import PendingStore
from cers.stores.snapshots import SnapshotStore
from tests.support.staging import Row


class FakeLake:
    """A lake in memory: files by key, manifests by dataset, and what waits."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.manifests: list[Manifest] = []
        self.waiting: dict[tuple[datetime, str], StagedDelivery] = {}
        self.before_commit: Callable[[], None] = lambda: None

    def stores(self) -> PublishStores:
        """The stores, all of them this one."""
        return PublishStores(
            cast(PendingStore, self),
            cast(LakeFiles, self),
            cast(SnapshotStore, self),
            cast(Catalog, self),
        )

    def load(self, directory: Path) -> None:
        """Take every file below a directory as an object."""
        for path in directory.rglob("*.parquet"):
            self.objects[path.relative_to(directory).as_posix()] = path.read_bytes()

    def add(self, staged: StagedDelivery) -> None:
        self.waiting[staged.landed_at, staged.delivery_id] = staged

    def of(self, _dataset: Dataset, limit: int) -> list[StagedDelivery]:
        return [self.waiting[key] for key in sorted(self.waiting)][:limit]

    def remove(self, done: Iterable[StagedDelivery]) -> None:
        for each in done:
            self.waiting.pop((each.landed_at, each.delivery_id), None)

    def fetch_all(self, wanted: Mapping[str, Path]) -> dict[str, NotFoundError]:
        present = [key for key in wanted if key in self.objects]
        for key in present:
            wanted[key].write_bytes(self.objects[key])
        return {key: NotFoundError(key) for key in wanted if key not in present}

    def fetch_data(self, file: DataFile, path: Path) -> None:
        path.write_bytes(self.objects[file.key])

    def open(self, file: DataFile) -> io.BytesIO:
        return io.BytesIO(self.objects[file.key])

    def put(self, path: Path, table: str, bucket: int, key: str, rows: int) -> DataFile:
        assert key not in self.objects
        content = path.read_bytes()
        self.objects[key] = content
        return DataFile(table, bucket, key, rows, len(content), sha256(content).hexdigest())

    def current(self, _dataset: Dataset) -> Manifest | None:
        return self.manifests[-1] if self.manifests else None

    def commit(self, manifest: Manifest, expected_parent: str) -> None:
        self.before_commit()
        if expected_parent != (self.manifests[-1].id if self.manifests else ""):
            raise ConflictError("moved on")
        self.manifests.append(manifest)

    def follow(self, current: Callable[[], Manifest | None]) -> int:
        current()
        return 0

    def published(self) -> dict[tuple[str, int], list[Row]]:
        """The rows of every table and bucket of the current snapshot, as they lie there."""
        files = self.manifests[-1].files if self.manifests else ()
        tables = {(f.table, f.bucket): read(self.objects[f.key]) for f in files}
        return {where: rows for where, rows in tables.items() if rows}

    def digests(self) -> dict[tuple[str, int], str]:
        """What the files of the current snapshot hold, byte for byte."""
        return {(f.table, f.bucket): f.sha256 for f in self.manifests[-1].files if f.rows}


def read(content: bytes) -> list[Row]:
    """The rows of a Parquet file."""
    rows: list[Row] = pq.read_table(pa.BufferReader(content)).to_pylist()
    return rows

"""The files of a snapshot while it is made: a workspace on this machine, and the next manifest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, cast

from cers.lake.files import BrokenStagingError
from cers.lake.merge import Rewritten, Staged, derive
from cers.model.dataset import Dataset
from cers.model.snapshot import DataFile, Manifest, StagedDelivery
from cers.model.tables import EXAMS, TESTED_STUDENTS
from cers.stores.lake_files import LakeFiles


@dataclass(frozen=True, slots=True)
class Workspace:
    """A directory on this machine, and the lake its files come from."""

    directory: Path
    files: LakeFiles

    def stage(self, waiting: Sequence[StagedDelivery]) -> list[Staged]:
        """Fetch what these deliveries staged."""
        owners = {file.key: each.delivery_id for each in waiting for file in each.files}
        paths = {
            key: self.directory / f"staged-{number}.parquet" for number, key in enumerate(owners)
        }
        for key in self.files.fetch_all(paths):
            raise BrokenStagingError(owners[key], f"there is no object {key}")
        return [Staged(each, paths) for each in waiting]

    def peek(self, file: DataFile) -> BinaryIO:
        """A published file, of which only what is read is fetched."""
        return cast(BinaryIO, self.files.open(file))

    def fetch(self, file: DataFile) -> Path:
        """A published file, fetched whole."""
        path = self.directory / f"published-{file.table}-{file.bucket}.parquet"
        self.files.fetch_data(file, path)
        return path

    def derive(self, exams: DataFile) -> Rewritten:
        """The file made of a bucket's published exams."""
        path = self.fetch(exams)
        new = derive(exams.bucket, path, self.directory)
        path.unlink()
        return new


def underived(manifest: Manifest) -> list[DataFile]:
    """The exams of the buckets that lack the table made of them."""
    made = {file.bucket for file in manifest.of(TESTED_STUDENTS.name)}
    return [file for file in manifest.of(EXAMS.name) if file.bucket not in made]


def snapshot_id_at(now: datetime) -> str:
    """An id that no other snapshot has; ids sort by time."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%S%f}-{token_hex(4)}"


def next_manifest(
    dataset: Dataset,
    snapshot_id: str,
    now: datetime,
    current: Manifest | None,
    bucket_count: int,
    written: Sequence[DataFile],
) -> Manifest:
    """The current snapshot's files but for those written anew."""
    replaced = {(file.table, file.bucket) for file in written}
    old = current.files if current else ()
    carried = [file for file in old if (file.table, file.bucket) not in replaced]
    files = sorted([*carried, *written], key=lambda file: (file.table, file.bucket))
    parent = current.id if current else ""
    return Manifest(dataset, snapshot_id, parent, now, bucket_count, tuple(files))

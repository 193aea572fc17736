"""Take new registrations over into the current snapshot of the students.

A crash at any point leaves the old or the new snapshot; doing it again changes nothing more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Final

from cers.lake.runs import Runs
from cers.lake.student_files import Rewritten, rewrite_bucket
from cers.model.errors import ConflictError
from cers.model.snapshot import DataFile
from cers.model.student import (
    MANIFESTS_PREFIX,
    REGISTRATIONS_PREFIX,
    STUDENTS_PREFIX,
    StudentManifest,
    student_key,
)
from cers.model.tables import STUDENT_REGISTRATIONS
from cers.stores.lake_files import LakeFiles
from cers.stores.students import StudentCatalog, StudentSnapshots

ATTEMPTS: Final = 25
"""How often the merge starts over because another delivery was faster."""

GRACE: Final = timedelta(days=7)
"""How long a snapshot is kept after the next one, and how old a file must be to be deleted.

It must outlast every reader of a snapshot and every delivery under way.
"""


@dataclass(frozen=True, slots=True)
class StudentStores:
    """What the students are kept in.

    `bucket_count` is that of the first snapshot; later ones keep it.
    """

    snapshots: StudentSnapshots
    catalog: StudentCatalog
    files: LakeFiles
    bucket_count: int = 1


@dataclass(frozen=True, slots=True)
class StudentUpdate:
    """How many students a delivery changed, and which of its registrations are ambiguous."""

    changed: int
    ambiguous: tuple[int, ...]


def bucket_count(stores: StudentStores) -> int:
    """How many buckets new registrations have to be sorted into."""
    current = stores.snapshots.current()
    return current.bucket_count if current else stores.bucket_count


def update_students(
    runs: Runs,
    delivery_id: str,
    stores: StudentStores,
    on_progress: Callable[[float], None],
    now: Callable[[], datetime],
) -> StudentUpdate:
    """Merge a delivery's registrations into the students, and have the catalog show them.

    `on_progress` is told the share that is merged.

    Raises:
        ConflictError: other deliveries kept being faster; nothing is lost, try again.
    """
    for _ in range(ATTEMPTS):
        merge = _Merge(runs, delivery_id, stores, _current(runs, stores), now())
        written = merge.buckets(on_progress)
        try:
            merge.commit(written)
        except ConflictError:
            continue
        stores.catalog.follow(stores.snapshots.current)
        if written:
            collect_students(stores, now())
        return StudentUpdate(
            sum(each.changed for each in merge.rewritten),
            tuple(sorted(number for each in merge.rewritten for number in each.ambiguous)),
        )
    raise ConflictError("the students are being changed by too many at once; try again")


def _current(runs: Runs, stores: StudentStores) -> StudentManifest | None:
    current = stores.snapshots.current()
    if current is not None and current.bucket_count != runs.bucket_count:
        raise ConflictError("the students came to have another number of buckets; try again")
    return current


class _Merge:
    """One attempt, made from one snapshot."""

    def __init__(
        self,
        runs: Runs,
        delivery_id: str,
        stores: StudentStores,
        current: StudentManifest | None,
        now: datetime,
    ) -> None:
        self._runs = runs
        self._delivery_id = delivery_id
        self._stores = stores
        self._current = current
        self._now = now
        self._id = f"{now.astimezone(UTC):%Y%m%dT%H%M%S%f}-{token_hex(4)}"
        self.rewritten: list[Rewritten] = []

    def buckets(self, on_progress: Callable[[float], None]) -> list[DataFile]:
        """Write the files of every bucket that changes."""
        touched = self._runs.touched(STUDENT_REGISTRATIONS)
        written: list[DataFile] = []
        for done, bucket in enumerate(touched):
            on_progress(done / len(touched))
            with TemporaryDirectory(prefix="students-") as directory:
                written += self._bucket(bucket, Path(directory))
        return written

    def _bucket(self, bucket: int, directory: Path) -> list[DataFile]:
        old = self._current and self._current.find(STUDENT_REGISTRATIONS.name, bucket)
        kept = directory / "kept.parquet"
        if old:
            self._stores.files.fetch_data(old, kept)
        new = self._runs.of(STUDENT_REGISTRATIONS, bucket)
        merged = rewrite_bucket(kept if old else None, new, self._delivery_id, directory)
        self.rewritten.append(merged)
        if not merged.changed:
            return []
        put = self._stores.files.put
        return [
            put(path, table, bucket, student_key(table, bucket, self._id), merged.rows[table])
            for table, path in merged.paths.items()
        ]

    def commit(self, written: list[DataFile]) -> None:
        """Make the new files part of the current snapshot."""
        if not written:
            return
        replaced = {(file.table, file.bucket) for file in written}
        old = self._current.files if self._current else ()
        carried = [file for file in old if (file.table, file.bucket) not in replaced]
        files = sorted([*carried, *written], key=lambda file: (file.table, file.bucket))
        parent = self._current.id if self._current else ""
        count = self._runs.bucket_count
        self._stores.snapshots.commit(
            StudentManifest(self._id, parent, self._now, count, tuple(files))
        )


def collect_students(stores: StudentStores, now: datetime) -> int:
    """Delete files that are old and that no snapshot worth keeping leads to; their number.

    Doing it again, or after a crash, is harmless.
    """
    history = stores.snapshots.history()
    old = now - GRACE
    kept = [
        snapshot
        for snapshot, next_one in zip(history, [None, *history], strict=False)
        if next_one is None or next_one.created_at >= old
    ]
    manifests = [stores.snapshots.manifest(each.manifest_key) for each in kept]
    current = stores.snapshots.current()
    manifests += [current] if current else []
    reachable = {each.key for each in manifests}
    reachable |= {file.key for each in manifests for file in each.files}
    garbage = [
        each.key
        for prefix in (MANIFESTS_PREFIX, STUDENTS_PREFIX, REGISTRATIONS_PREFIX)
        for each in stores.files.listing(prefix)
        if each.key not in reachable and each.modified_at < old
    ]
    stores.files.delete(garbage)
    for snapshot in history:
        if snapshot.manifest_key not in reachable:
            stores.snapshots.forget(snapshot)
    return len(garbage)

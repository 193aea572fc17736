"""Collect garbage: published files that no snapshot worth keeping leads to.

They are what newer snapshots replaced, and what publishers left that died or came too late.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cers.model.dataset import Dataset
from cers.model.snapshot import Manifest
from cers.model.tables import PUBLISHED_TABLES
from cers.stores.lake_files import LakeFiles
from cers.stores.snapshots import SnapshotRecord, SnapshotStore

KEEP: Final = 10
"""How many snapshots of a dataset are kept, whatever their age."""

GRACE: Final = timedelta(days=7)
"""How long a snapshot is kept after the next one, and how old a file must be to be deleted.

It must outlast every reader of a snapshot and every publisher under way.
"""


@dataclass(frozen=True, slots=True)
class CollectResult:
    """How many snapshots were dropped, and how many objects deleted."""

    snapshots: int
    objects: int


def collect(
    dataset: Dataset,
    snapshots: SnapshotStore,
    files: LakeFiles,
    now: datetime,
    *,
    keep: int = KEEP,
    grace: timedelta = GRACE,
) -> CollectResult:
    """Delete a dataset's published files that are old and that no kept snapshot leads to.

    The current snapshot is always kept, and so are the newest `keep`, at least 1. Doing it
    again, or after a crash, is harmless.
    """
    history = snapshots.history(dataset)
    kept = _kept(history, keep, now - grace)
    manifests = [snapshots.manifest(record.manifest_key) for record in kept]
    current = snapshots.current(dataset)
    reachable = _reachable([*manifests, *([current] if current else [])])
    garbage = [
        each.key
        for prefix in _prefixes(dataset)
        for each in files.listing(prefix)
        if each.key not in reachable and each.modified_at < now - grace
    ]
    files.delete(garbage)
    dropped = [record for record in history if record.manifest_key not in reachable]
    for record in dropped:
        snapshots.forget(record)
    return CollectResult(len(dropped), len(garbage))


def _kept(
    history: Sequence[SnapshotRecord], keep: int, replaced_since: datetime
) -> list[SnapshotRecord]:
    """The newest records, and those whose successor is young."""
    successors = zip(history[keep:], history[keep - 1 :], strict=False)
    young = [record for record, next_one in successors if next_one.created_at >= replaced_since]
    return [*history[:keep], *young]


def _reachable(manifests: Sequence[Manifest]) -> set[str]:
    keys = {manifest.key for manifest in manifests}
    return keys.union(file.key for manifest in manifests for file in manifest.files)


def _prefixes(dataset: Dataset) -> Iterator[str]:
    yield f"manifests/{dataset.id}/"
    for table in PUBLISHED_TABLES:
        yield (
            f"published/{table.name}/school_year={dataset.school_year}/"
            f"asmt_type={dataset.asmt_type}/"
        )

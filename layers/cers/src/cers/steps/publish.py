"""Publish: merge what waits for a dataset into its current snapshot.

A crash at any point leaves the old or the new snapshot, and the next call completes the work:
what waits is forgotten last, and merging it again changes nothing.

A snapshot that is older than a table made from its exams gets that table when nothing waits.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow as pa

from cers.lake.files import BrokenStagingError
from cers.lake.merge import Rewritten, Staged, collect, plan, rewrite
from cers.lake.rule import Decision
from cers.lake.runs import Runs
from cers.model.dataset import Dataset
from cers.model.errors import ConflictError
from cers.model.snapshot import DataFile, Manifest, StagedDelivery, published_key
from cers.steps.snapshot_files import Workspace, next_manifest, snapshot_id_at, underived
from cers.stores.catalog import Catalog
from cers.stores.lake_files import LakeFiles
from cers.stores.pending import PendingStore
from cers.stores.snapshots import SnapshotStore

ATTEMPTS: Final = 10
"""How often a round starts over because another publisher was faster."""

MAX_STAGED: Final = 2_000
"""Stagings looked at for a round; one may hold hundreds of deliveries."""

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PublishStores:
    """What publishing reads and writes."""

    pending: PendingStore
    files: LakeFiles
    snapshots: SnapshotStore
    catalog: Catalog


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """How much is published at once.

    A round takes at most so many deliveries and so many rows of all tables, but for a single
    staging with more. No further round starts with less than `reserve` seconds left.
    `bucket_count` is that of a dataset's first snapshot; later ones keep it. `on_results` is told
    the schools whose results are now in the current snapshot; it may be told of them again.
    """

    bucket_count: int = 1
    max_deliveries: int = 10_000
    max_rows: int = 4_000_000
    reserve: float = 300.0
    time_left: Callable[[], float] = lambda: inf
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    on_results: Callable[[Collection[str]], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class PublishResult:
    """What publishing did.

    `snapshot_id` is the last snapshot it committed, None if nothing changed. Rows are exams:
    of the `rows_in` taken, `rows_published` entered, `superseded` lost against a greater version
    and `unchanged` were published before. `bytes_written` is the size of the new files. With
    `more`, something still waits. `schools` are those of the exams that are published.
    """

    snapshot_id: str | None = None
    deliveries: tuple[str, ...] = ()
    rows_in: int = 0
    rows_published: int = 0
    superseded: int = 0
    unchanged: int = 0
    bytes_written: int = 0
    more: bool = False
    schools: frozenset[str] = frozenset()

    def then(self, later: "PublishResult") -> "PublishResult":
        """This and what was done after it, as one."""
        return PublishResult(
            later.snapshot_id or self.snapshot_id,
            self.deliveries + later.deliveries,
            self.rows_in + later.rows_in,
            self.rows_published + later.rows_published,
            self.superseded + later.superseded,
            self.unchanged + later.unchanged,
            self.bytes_written + later.bytes_written,
            later.more,
            self.schools | later.schools,
        )


def publish(
    dataset: Dataset,
    stores: PublishStores,
    on_published: Callable[[Sequence[str]], None],
    options: PublishOptions | None = None,
) -> PublishResult:
    """Publish everything that waits for a dataset, in rounds, and point the catalog at it.

    `on_published` is told the ids of the deliveries that are now in the current snapshot; it may
    be told the same ones again.

    Raises:
        BrokenStagingError: a delivery's staged files cannot be used. It still waits; every other
            delivery is published.
        ConflictError: other publishers kept committing first; nothing is lost, try again.
    """
    publisher = _Publisher(dataset, stores, on_published, options or PublishOptions())
    result = publisher.run()
    if publisher.broken:
        raise next(iter(publisher.broken.values()))
    return result


@dataclass(slots=True)
class _Publisher:
    dataset: Dataset
    stores: PublishStores
    on_published: Callable[[Sequence[str]], None]
    options: PublishOptions
    broken: dict[str, BrokenStagingError] = field(default_factory=dict)

    def run(self) -> PublishResult:
        """Round after round, until nothing is left or time is short."""
        result = PublishResult()
        while waiting := self._take():
            if result.deliveries and self.options.time_left() < self.options.reserve:
                return result.then(PublishResult(more=True))
            result = result.then(self._round(waiting))
        if not result.deliveries:
            result = self._complete()
            # Somebody may have died between the commit and this.
            self._point_catalog()
        return result

    def _complete(self) -> PublishResult:
        """Add the table that the current snapshot may lack; nothing if somebody else is faster."""
        current = self.stores.snapshots.current(self.dataset)
        exams = underived(current) if current else []
        if current is None or not exams:
            return PublishResult()
        now = self.options.clock()
        snapshot_id = snapshot_id_at(now)
        with TemporaryDirectory(prefix="publish-") as directory:
            workspace = Workspace(Path(directory), self.stores.files)
            written = [self._put(workspace.derive(each), snapshot_id) for each in exams]
        manifest = next_manifest(
            self.dataset, snapshot_id, now, current, current.bucket_count, written
        )
        try:
            self.stores.snapshots.commit(manifest, manifest.parent)
        except ConflictError:
            return PublishResult()
        return PublishResult(snapshot_id, bytes_written=sum(file.bytes for file in written))

    def _take(self) -> list[StagedDelivery]:
        """What the next round publishes: at least one staging, if any is fit.

        Of a delivery that was staged twice, with different others, the first staging is taken and
        the second left for the next round: it is told apart from what is published, not from what
        is taken with it.
        """
        taken: list[StagedDelivery] = []
        names: set[str] = set()
        rows = 0
        for staged in self._waiting():
            rows += sum(file.rows for file in staged.files)
            count = len(names) + len(staged.delivery_ids)
            if taken and (rows > self.options.max_rows or count > self.options.max_deliveries):
                break
            if names.isdisjoint(staged.delivery_ids):
                taken.append(staged)
                names.update(staged.delivery_ids)
        return taken

    def _waiting(self) -> list[StagedDelivery]:
        """What is fit and waits, first staged first."""
        limit = min(self.options.max_deliveries, MAX_STAGED) + len(self.broken)
        waiting = self.stores.pending.of(self.dataset, limit)
        fit = [each for each in waiting if each.delivery_id not in self.broken]
        return sorted(fit, key=lambda each: each.staged_at or _LONG_AGO)

    def _round(self, waiting: list[StagedDelivery]) -> PublishResult:
        conflicts = 0
        while fit := [each for each in waiting if each.delivery_id not in self.broken]:
            try:
                result = self._merge(fit)
            except BrokenStagingError as error:
                self.broken[error.delivery_id] = error
            except ConflictError:
                conflicts += 1
                if conflicts == ATTEMPTS:
                    raise
            else:
                self._point_catalog()
                self.options.on_results(result.schools)
                self.on_published(result.deliveries)
                self.stores.pending.remove(fit)
                return result
        return PublishResult()

    def _merge(self, waiting: Sequence[StagedDelivery]) -> PublishResult:
        current = self.stores.snapshots.current(self.dataset)
        with TemporaryDirectory(prefix="publish-") as directory:
            workspace = Workspace(Path(directory), self.stores.files)
            staged = workspace.stage(waiting)
            count = current.bucket_count if current else self.options.bucket_count
            decision = plan(staged, current, count, workspace)
            written: list[DataFile] = []
            snapshot_id = None
            if decision.touched:
                now = self.options.clock()
                snapshot_id = snapshot_id_at(now)
                written = self._write(staged, current, decision, count, snapshot_id, workspace)
                manifest = next_manifest(self.dataset, snapshot_id, now, current, count, written)
                self.stores.snapshots.commit(manifest, manifest.parent)
        return PublishResult(
            snapshot_id,
            tuple(name for each in waiting for name in each.delivery_ids),
            rows_in=decision.considered,
            rows_published=decision.entering.num_rows,
            superseded=decision.superseded,
            unchanged=decision.repeated.num_rows,
            bytes_written=sum(file.bytes for file in written),
            schools=_schools(decision),
        )

    def _write(
        self,
        staged: Sequence[Staged],
        current: Manifest | None,
        decision: Decision,
        bucket_count: int,
        snapshot_id: str,
        workspace: Workspace,
    ) -> list[DataFile]:
        runs = Runs(workspace.directory, bucket_count)
        collect(staged, decision, runs)
        return [
            self._put(new, snapshot_id)
            for bucket in decision.touched
            for new in rewrite(bucket, current, decision, runs, workspace, workspace.directory)
        ]

    def _put(self, new: Rewritten, snapshot_id: str) -> DataFile:
        key = published_key(new.table, self.dataset, new.bucket, snapshot_id)
        file = self.stores.files.put(new.path, new.table, new.bucket, key, new.rows)
        new.path.unlink()
        return file

    def _point_catalog(self) -> None:
        self.stores.catalog.follow(lambda: self.stores.snapshots.current(self.dataset))


def _schools(decision: Decision) -> frozenset[str]:
    """The schools of the exams that enter a snapshot, or were in it before a crash."""
    rows = pa.chunked_array(
        [*decision.entering["school_id"].chunks, *decision.repeated["school_id"].chunks],
        pa.string(),
    )
    schools: list[Any] = rows.unique().to_pylist()
    return frozenset(schools)

"""What a publish costs: new exams merged into a published snapshot, beside plain copying.

`python -m bench.publish [--before 1000000] [--new 100000] [--items 4] [--repeats 3] [--json PATH]`:
publishes a dataset, then measures in turn reading and writing its files with pyarrow, row group by
row group and nothing between (the yardstick), and merging a delivery, half of whose exams replace
published ones, into it. Files lie on a local disk. Each measurement is a process of its own, so
that its peak memory is its own; processor time is that of all its threads.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, cast

import pyarrow.parquet as pq

from bench.publish_data import DATASET, deliver
from cers.lake.sorted_files import ROW_GROUP_ROWS
from cers.model.dataset import Dataset
from cers.model.errors import NotFoundError
from cers.model.snapshot import DataFile, Manifest, StagedDelivery
from cers.steps.publish import PublishOptions, PublishStores, publish


@dataclass(frozen=True)
class Measure:
    """One measurement."""

    seconds: float
    cpu_seconds: float
    peak_rss_mb: float


class DirectoryLake:
    """The stores of publishing, in a local directory: all costs but those of the network."""

    def __init__(
        self, root: Path, waiting: Sequence[StagedDelivery], manifest: Manifest | None = None
    ) -> None:
        self.root = root
        self.waiting = list(waiting)
        self.manifest = manifest

    def of(self, _dataset: Dataset, limit: int) -> list[StagedDelivery]:
        """What waits."""
        return self.waiting[:limit]

    def remove(self, done: Iterable[StagedDelivery]) -> None:
        """Forget what is published."""
        for each in done:
            self.waiting.remove(each)

    def fetch_all(self, wanted: Mapping[str, Path]) -> dict[str, NotFoundError]:
        """Stand in for downloads."""
        for key, path in wanted.items():
            path.hardlink_to(self.root / key)
        return {}

    def fetch_data(self, file: DataFile, path: Path) -> None:
        """Stand in for a download."""
        path.hardlink_to(self.root / file.key)

    def open(self, file: DataFile) -> BinaryIO:
        """A published file."""
        return (self.root / file.key).open("rb")

    def put(self, path: Path, table: str, bucket: int, key: str, rows: int) -> DataFile:
        """Stand in for an upload."""
        target = self.root / key
        target.parent.mkdir(parents=True, exist_ok=True)
        target.hardlink_to(path)
        return DataFile(table, bucket, key, rows, path.stat().st_size, "")

    def current(self, _dataset: Dataset) -> Manifest | None:
        """The current snapshot."""
        return self.manifest

    def commit(self, manifest: Manifest, _expected_parent: str) -> None:
        """Move on."""
        self.manifest = manifest

    def follow(self, _current: Callable[[], Manifest | None]) -> int:
        """There is no catalog."""
        return 0

    def publish(self) -> Manifest:
        """Publish everything that waits, in one round."""
        stores = PublishStores(*[cast(Any, self)] * 4)
        publish(DATASET, stores, lambda _: None, PublishOptions(max_rows=1 << 40))
        assert self.manifest is not None  # noqa: S101
        return self.manifest


def merge(root: Path, manifest: Manifest, new: StagedDelivery) -> Measure:
    """Publish the new delivery."""
    lake = DirectoryLake(root, [new], manifest)
    return _measured(lake.publish)


def copy(root: Path, manifest: Manifest, _new: StagedDelivery) -> Measure:
    """Read and write the same files with nothing between."""

    def work() -> None:
        for file in manifest.files:
            with (
                pq.ParquetFile(root / file.key) as source,
                pq.ParquetWriter(
                    root / "copy.parquet", source.schema_arrow, compression="zstd"
                ) as writer,
            ):
                for group in range(source.num_row_groups):
                    writer.write_table(source.read_row_group(group), row_group_size=ROW_GROUP_ROWS)

    return _measured(work)


def _measured(work: Callable[[], object]) -> Measure:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Measure(time.perf_counter() - wall, time.process_time() - cpu, _peak_rss_mb())


def _peak_rss_mb() -> float:
    # getrusage would still count what the parent process had before this program was loaded.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def _alone(task: Callable[[Path, Manifest, StagedDelivery], Measure], *arguments: Any) -> Measure:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(task, *arguments).result()


def run(before: int, new: int, items: int, repeats: int) -> dict[str, float]:
    """Interleaved measurements of merging and copying, and their ratios."""
    with TemporaryDirectory(prefix="bench-publish-") as name:
        root = Path(name)
        manifest = DirectoryLake(root, [deliver(root, "old", range(before), 0, items)]).publish()
        first = before - new // 2
        delivery = deliver(root, "new", range(first, first + new), 1, items)
        copies, merges = [], []
        for _ in range(repeats):
            copies.append(_alone(copy, root, manifest, delivery))
            merges.append(_alone(merge, root, manifest, delivery))
    rows = sum(file.rows for file in manifest.files)
    pairs = list(zip(merges, copies, strict=True))
    seconds = median(each.seconds for each in merges)
    return {
        "exams_before": before,
        "exams_new": new,
        "rows_before": rows,
        "bytes_before": sum(file.bytes for file in manifest.files),
        "copy_seconds": median(each.seconds for each in copies),
        "merge_seconds": seconds,
        "merge_rows_per_second": rows / seconds,
        "merge_new_exams_per_second": new / seconds,
        "merge_to_copy": median(a.seconds / b.seconds for a, b in pairs),
        "merge_to_copy_cpu": median(a.cpu_seconds / b.cpu_seconds for a, b in pairs),
        "copy_peak_rss_mb": max(each.peak_rss_mb for each in copies),
        "merge_peak_rss_mb": max(each.peak_rss_mb for each in merges),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=int, default=1_000_000, help="published exams")
    parser.add_argument("--new", type=int, default=100_000, help="arriving exams")
    parser.add_argument("--items", type=int, default=4, help="items of an exam")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    options = parser.parse_args()
    figures = run(options.before, options.new, options.items, options.repeats)
    for name, value in figures.items():
        print(f"{name:28} {value:,.2f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()

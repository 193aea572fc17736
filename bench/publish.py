"""What a publish costs: new exams merged into a published snapshot, beside plain copying.

The yardstick is reading and writing the same files with pyarrow, row group by row group, in the
same run; each measurement runs in a process of its own, so that its peak memory is its own.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cers.lake.schema import published_schema, staged_schema
from cers.lake.sorted_files import ROW_GROUP_ROWS
from cers.model.dataset import Dataset
from cers.model.errors import NotFoundError
from cers.model.snapshot import DataFile, Manifest, StagedDelivery, StagedFile
from cers.model.tables import EXAM_ITEMS, EXAM_SCORES, EXAMS, TABLES, Column, Table
from cers.steps.publish import PublishOptions, PublishStores, publish

DATASET = Dataset(2026, "sum")
START = datetime(2026, 4, 1, tzinfo=UTC)
STAGED_EXAMS = 5_000
CLAIMS = ("1", "2", "3")


@dataclass(frozen=True)
class Sizes:
    """How much is published: exams before, exams arriving, and items of each exam."""

    before: int
    new: int
    items: int


@dataclass(frozen=True)
class Measure:
    """One measurement; `rows` are those of all tables of the old snapshot."""

    seconds: float
    peak_rss_mb: float
    rows: int


class DirectoryLake:
    """The stores of publishing, on a local directory: all costs but those of the network."""

    def __init__(self, root: Path, waiting: Sequence[StagedDelivery]) -> None:
        self.root = root
        self.waiting = list(waiting)
        self.manifest: Manifest | None = None

    def of(self, _dataset: Dataset, limit: int) -> list[StagedDelivery]:
        """What waits."""
        return self.waiting[:limit]

    def remove(self, done: Iterable[StagedDelivery]) -> None:
        """Forget what is published."""
        self.waiting = [each for each in self.waiting if each not in list(done)]

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

    def stores(self) -> PublishStores:
        """The stores, all of them this one."""
        return PublishStores(*[cast(Any, self)] * 4)


def _texts(random: np.random.Generator, count: int, kinds: int, width: int) -> "pa.Array[Any]":
    pool = pa.array([f"{number:0{width}d}" for number in range(kinds)])
    return pool.take(pa.array(random.integers(0, kinds, count)))


def _filled(column: Column, count: int, random: np.random.Generator) -> "pa.Array[Any]":
    """Values for a column nobody looks at: a third of the nullable ones is empty throughout."""
    kind = arrow_type(column)
    if column.nullable and sha256(column.name.encode()).digest()[0] % 3 == 0:
        return pa.nulls(count, kind)
    if column.type == "string":
        return _texts(random, count, 500, 8)
    if column.type == "array<string>":
        return pa.array([["Asian", "White"]]).take(pa.array(np.zeros(count, np.int64))).cast(kind)
    if column.type == "double":
        return pa.array(random.normal(2500, 80, count).round(1))
    if column.type == "timestamp":
        micros = int(START.timestamp() * 1e6) + random.integers(0, 10**13, count)
        return pa.array(micros).cast(kind)
    if column.type == "boolean":
        return pa.array(random.integers(0, 2, count) > 0)
    if column.type == "date":
        return pa.array(random.integers(14_000, 18_000, count).astype(np.int32)).cast(kind)
    return pa.array(random.integers(0, 100, count)).cast(kind)


def arrow_type(column: Column) -> "pa.DataType":
    """The Arrow type of a column."""
    return next(
        schema.field(column.name).type
        for schema in map(published_schema, TABLES)
        if column.name in schema.names
    )


def staged_tables(
    numbers: "np.ndarray[Any, Any]", day: int, items: int, seed: int
) -> dict[str, pa.Table]:
    """Exams of these numbers in every table, as one delivery would stage them."""
    random = np.random.default_rng(seed)
    ids = [sha256(f"{number}".encode()).hexdigest() for number in numbers]
    moment = pa.scalar(START + timedelta(days=day), pa.timestamp("us", tz="UTC"))
    schools = numbers % 2_000
    common = {
        "district_id": pa.array([f"{school // 10:014d}" for school in schools]),
        "school_id": pa.array([f"{school:014d}" for school in schools]),
        "grade": pa.array([f"{3 + number % 6:02d}" for number in numbers]),
        "student_id": pa.array([f"{int(name[:8], 16):010d}" for name in ids]),
        "assessment_id": pa.array([f"(SBAC)SBAC-MATH-{number % 6}" for number in numbers]),
        "opportunity_id": pa.array([name[:32] for name in ids]),
        "deleted": pa.repeat(pa.scalar(False), len(ids)),
        "status_date": pa.repeat(moment, len(ids)),
        "record_number": pa.array(np.arange(len(ids))),
        "record_digest": pa.array([sha256(f"{n}{day}".encode()).hexdigest() for n in numbers]),
    }
    repeats: Mapping[str, Sequence[object]] = {
        EXAMS.name: [None],
        EXAM_SCORES.name: CLAIMS,
        "exam_targets": [],
        EXAM_ITEMS.name: range(items),
    }
    return {table.name: _staged(table, common, repeats[table.name], random) for table in TABLES}


def _staged(
    table: Table, common: Mapping[str, Any], each: Sequence[object], random: np.random.Generator
) -> pa.Table:
    count = len(common["grade"])
    index = pa.array(np.repeat(np.arange(count), len(each)))
    own = {
        "score_type": ["claim"] * len(each),
        "score_code": list(each),
        "item_key": [f"200-{position}" for position in each],
        "position": list(each),
    }
    cycle = pa.array(np.tile(np.arange(len(each)), count))
    columns = {}
    for column in table.columns:
        if column.name not in staged_schema(table).names:
            continue
        if column.name in common:
            columns[column.name] = common[column.name].take(index)
        elif column.name in own and table is not EXAMS:
            kind = arrow_type(column)
            columns[column.name] = pa.array(own[column.name], kind).take(cycle)
        else:
            columns[column.name] = _filled(column, len(index), random)
    return pa.table(columns, schema=staged_schema(table))


def _deliver(
    root: Path, name: str, numbers: "np.ndarray[Any, Any]", day: int, items: int
) -> StagedDelivery:
    files = []
    for part, start in enumerate(range(0, len(numbers), STAGED_EXAMS)):
        tables = staged_tables(numbers[start : start + STAGED_EXAMS], day, items, day * 1000 + part)
        for table, rows in tables.items():
            key = f"staged/{name}/{table}-{part:04d}.parquet"
            (root / key).parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(rows, root / key, compression="zstd")
            files.append(StagedFile(table, key, rows.num_rows))
    return StagedDelivery(DATASET, name, START + timedelta(days=day), tuple(files))


def prepare(root: Path, sizes: Sizes) -> tuple[Manifest, StagedDelivery]:
    """The old snapshot, and a delivery half of whose exams replace published ones."""
    before = _deliver(root, "before", np.arange(sizes.before), 0, sizes.items)
    lake = DirectoryLake(root, [before])
    publish(DATASET, lake.stores(), lambda _: None)
    first = sizes.before - sizes.new // 2
    arriving = np.arange(first, first + sizes.new)
    assert lake.manifest is not None  # noqa: S101
    return lake.manifest, _deliver(root, "new", arriving, 1, sizes.items)


def merge(root: Path, manifest: Manifest, new: StagedDelivery) -> Measure:
    """Publish the new delivery."""
    lake = DirectoryLake(root, [new])
    lake.manifest = manifest
    start = time.perf_counter()
    result = publish(DATASET, lake.stores(), lambda _: None, PublishOptions(max_rows=1 << 40))
    seconds = time.perf_counter() - start
    assert result.rows_published == result.rows_in  # noqa: S101
    return _measured(seconds, manifest)


def copy(root: Path, manifest: Manifest, _new: StagedDelivery) -> Measure:
    """Read and write the same files with nothing between."""
    start = time.perf_counter()
    for file in manifest.files:
        target = root / "copy.parquet"
        with (
            pq.ParquetFile(root / file.key) as source,
            pq.ParquetWriter(target, source.schema_arrow, compression="zstd") as writer,
        ):
            for group in range(source.num_row_groups):
                writer.write_table(source.read_row_group(group), row_group_size=ROW_GROUP_ROWS)
    return _measured(time.perf_counter() - start, manifest)


def _measured(seconds: float, manifest: Manifest) -> Measure:
    rows = sum(file.rows for file in manifest.files)
    return Measure(seconds, _peak_rss_kb() / 1024, rows)


def _peak_rss_kb() -> int:
    # getrusage would still count what the parent process had before this program was loaded.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def _alone(task: Callable[[Path, Manifest, StagedDelivery], Measure], *arguments: Any) -> Measure:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(task, *arguments).result()


def run(sizes: Sizes, repeats: int) -> dict[str, Any]:
    """Interleaved measurements of merging and copying, and their ratios."""
    with TemporaryDirectory(prefix="bench-publish-") as name:
        root = Path(name)
        manifest, new = prepare(root, sizes)
        pairs = [
            (_alone(copy, root, manifest, new), _alone(merge, root, manifest, new))
            for _ in range(repeats)
        ]
    merged = median(pair[1].seconds for pair in pairs)
    rows = pairs[0][0].rows
    return {
        "sizes": asdict(sizes),
        "rows": rows,
        "bytes": sum(file.bytes for file in manifest.files),
        "copy_seconds": median(pair[0].seconds for pair in pairs),
        "merge_seconds": merged,
        "merge_rows_per_second": rows / merged,
        "new_exams_per_second": sizes.new / merged,
        "merge_to_copy": median(pair[1].seconds / pair[0].seconds for pair in pairs),
        "copy_peak_rss_mb": max(pair[0].peak_rss_mb for pair in pairs),
        "merge_peak_rss_mb": max(pair[1].peak_rss_mb for pair in pairs),
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
    figures = run(Sizes(options.before, options.new, options.items), options.repeats)
    for name, value in figures.items():
        print(f"{name:24} {value:,.2f}" if isinstance(value, float) else f"{name:24} {value}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()

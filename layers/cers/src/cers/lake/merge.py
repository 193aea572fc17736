"""Merging staged deliveries into a snapshot: local files in, local files out.

First `plan` decides by the exams alone which versions enter and which leave; then `collect` keeps
the entering rows of all tables, and `rewrite` makes the new files of each touched bucket. An old
file is read one row group at a time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cers.lake.changes import changed
from cers.lake.files import published_batches, staged_rows
from cers.lake.rule import VERSION_COLUMNS, Decision, decide, packed, rows_of
from cers.lake.runs import Runs, buckets
from cers.lake.schema import published_schema
from cers.lake.sorted_files import in_order, merged, one_batch, without, write
from cers.lake.tested import students_tested
from cers.model.snapshot import DataFile, Manifest, StagedDelivery
from cers.model.tables import EXAM_KEY, EXAMS, TABLES, TESTED_STUDENTS, Table

_PEEK_GROUPS: Final = 4
"""Row groups searched at a time for published versions of the new exams."""

_GATHER_ROWS: Final = 65_536
"""Staged rows handled at a time: a delivery may be a single exam."""


@dataclass(frozen=True, slots=True)
class Staged:
    """What a delivery staged, and where its files lie on this machine, by key."""

    delivery: StagedDelivery
    paths: Mapping[str, Path]

    def rows(self, table: Table, columns: Sequence[str] = ()) -> Iterator[pa.Table]:
        """The rows it brings to a table, with their lineage; only some columns if any are named."""
        for file in self.delivery.files:
            if file.table == table.name:
                yield from staged_rows(table, self.delivery, self.paths[file.key], columns)


class Published(Protocol):
    """How published files are read."""

    def peek(self, file: DataFile) -> Path | BinaryIO:
        """A file of which only some columns will be read."""

    def fetch(self, file: DataFile) -> Path:
        """A whole file, which the caller may delete."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A new file of a snapshot, on this machine."""

    table: str
    bucket: int
    path: Path
    rows: int


def plan(
    staged: Sequence[Staged], current: Manifest | None, bucket_count: int, lake: Published
) -> Decision:
    """Which staged versions of exams enter the snapshot, and which published ones leave it."""
    incoming = _incoming(staged, bucket_count)
    names = packed(incoming, EXAM_KEY).unique()
    files = current.of(EXAMS.name) if current else ()
    found = [_lookup(lake.peek(file), names, file.bucket) for file in files]
    decision = decide(incoming, pa.concat_tables([_no_versions(), *found]))
    if decision.repeated.num_rows == 0:
        return decision
    staged_exams = (rows for each in staged for rows in each.rows(EXAMS))
    return changed(decision, staged_exams, lambda: _published_exams(files, lake))


def _incoming(staged: Sequence[Staged], bucket_count: int) -> pa.Table:
    parts = [
        rows.select(VERSION_COLUMNS)
        for each in staged
        for rows in each.rows(EXAMS, VERSION_COLUMNS)
    ]
    rows = pa.concat_tables([_no_versions().drop_columns(["bucket"]), *parts])
    return rows.append_column(_BUCKET, buckets(rows, bucket_count))


_BUCKET: Final = pa.field("bucket", pa.int32())


def _no_versions() -> pa.Table:
    fields = [published_schema(EXAMS).field(column) for column in VERSION_COLUMNS]
    return pa.schema([*fields, _BUCKET]).empty_table()


def _lookup(source: Path | BinaryIO, names: pa.StringArray, bucket: int) -> pa.Table:
    """The published versions, in one file, of the exams of these names."""
    found = [_no_versions()]
    with pq.ParquetFile(source, pre_buffer=True) as file:
        for start in range(0, file.num_row_groups, _PEEK_GROUPS):
            groups = list(range(start, min(start + _PEEK_GROUPS, file.num_row_groups)))
            exams = file.read_row_groups(groups, columns=list(EXAM_KEY))
            hits = pc.indices_nonzero(pc.is_in(packed(exams, EXAM_KEY), value_set=names))
            if len(hits):
                versions = file.read_row_groups(groups, columns=list(VERSION_COLUMNS)).take(hits)
                where = pa.repeat(pa.scalar(bucket, pa.int32()), len(hits))
                found.append(versions.select(VERSION_COLUMNS).append_column(_BUCKET, where))
    return pa.concat_tables(found)


def _published_exams(files: Sequence[DataFile], lake: Published) -> Iterator[pa.Table]:
    for file in files:
        for batch in published_batches(EXAMS, lake.peek(file)):
            yield pa.Table.from_batches([batch])


def collect(staged: Sequence[Staged], decision: Decision, runs: Runs) -> None:
    """Keep the rows, of all tables, that enter the snapshot."""
    for table in TABLES:
        for rows in _gathered(each for one in staged for each in one.rows(table)):
            runs.add(table, rows_of(decision.entering, rows))
    runs.close()


def _gathered(stream: Iterator[pa.Table]) -> Iterator[pa.Table]:
    held: list[pa.Table] = []
    count = 0
    for rows in stream:
        held.append(rows)
        count += rows.num_rows
        if count >= _GATHER_ROWS:
            yield pa.concat_tables(held)
            held, count = [], 0
    if held:
        yield pa.concat_tables(held)


def rewrite(
    bucket: int,
    current: Manifest | None,
    decision: Decision,
    runs: Runs,
    lake: Published,
    directory: Path,
) -> Iterator[Rewritten]:
    """The new files of one bucket, one of each published table, even where no rows are left."""
    leaving = decision.leaving.filter(pc.equal(decision.leaving["bucket"], pa.scalar(bucket)))
    gone = one_batch([in_order(leaving, EXAMS.order)])
    for table in TABLES:
        old = [
            file for file in (current.of(table.name) if current else ()) if file.bucket == bucket
        ]
        fetched = [lake.fetch(file) for file in old]
        kept = [without(published_batches(table, path), gone) for path in fetched]
        path = directory / f"{table.name}-{bucket}.parquet"
        rows = write(table, merged([*kept, *runs.of(table, bucket)], table.order), path)
        for each in fetched:
            each.unlink()
        if table is EXAMS:
            # Made first: whoever takes a file may delete it.
            yield derive(bucket, path, directory)
        yield Rewritten(table.name, bucket, path, rows)


def derive(bucket: int, exams: Path, directory: Path) -> Rewritten:
    """The file of a bucket's tested students, made of the bucket's exams."""
    path = directory / f"{TESTED_STUDENTS.name}-{bucket}.parquet"
    rows = write(TESTED_STUDENTS, students_tested(exams), path)
    return Rewritten(TESTED_STUDENTS.name, bucket, path, rows)

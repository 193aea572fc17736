"""The files of one bucket of students: merged with new registrations, and written anew."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

from cers.lake.files import published_batches
from cers.lake.schema import published_schema
from cers.lake.sorted_files import ROW_GROUP_ROWS, merged, whole
from cers.lake.students import NEW, settle
from cers.model.tables import STUDENT_REGISTRATIONS, STUDENTS, Table

AT_ONCE: Final = 65_536
"""Registrations merged at a time."""

_SLICE: Final = 4_096
"""Registrations of one stream that are at hand at a time: there may be dozens of streams."""


@dataclass(slots=True)
class Rewritten:
    """The new files of a bucket, on this machine, and how many rows each of them has.

    `changed` counts the students of whom anything changed; without any, the old files will do.
    `ambiguous` are the record numbers that `lake.students` says it of.
    """

    paths: dict[str, Path]
    rows: dict[str, int] = field(default_factory=dict)
    changed: int = 0
    ambiguous: list[int] = field(default_factory=list)


def with_delivery(rows: pa.RecordBatch, landed_at: datetime, delivery_id: str) -> pa.Table:
    """Rows as a delivery brings them, with where they came from, as they are kept."""
    schema = published_schema(STUDENT_REGISTRATIONS)
    lineage = {"landed_at": landed_at, "delivery_id": delivery_id}
    columns: list[pa.Array[Any]] = [
        pa.repeat(pa.scalar(lineage[field.name], field.type), rows.num_rows)
        if field.name in lineage
        else rows[field.name]
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def rewrite_bucket(
    kept: Path | None,
    new: Iterable[Iterable[pa.RecordBatch]],
    delivery_id: str,
    directory: Path,
) -> Rewritten:
    """Merge new registrations, in sorted streams, into those kept in a file, if there is one."""
    tables = (STUDENTS, STUDENT_REGISTRATIONS)
    written = Rewritten({table.name: directory / f"{table.name}.parquet" for table in tables})
    old = published_batches(STUDENT_REGISTRATIONS, kept) if kept else iter(())
    streams = [_marked(old, new=False), *(_marked(each, new=True) for each in new)]
    with (
        _Writer(STUDENTS, written.paths[STUDENTS.name]) as students,
        _Writer(STUDENT_REGISTRATIONS, written.paths[STUDENT_REGISTRATIONS.name]) as registrations,
    ):
        sorted_rows = merged(streams, STUDENT_REGISTRATIONS.order)
        for rows in whole(sorted_rows, "student_id", AT_ONCE):
            settled = settle(rows, delivery_id)
            students.add(settled.students)
            registrations.add(settled.registrations)
            written.changed += settled.changed
            written.ambiguous += settled.ambiguous
    written.rows = {STUDENTS.name: students.rows, STUDENT_REGISTRATIONS.name: registrations.rows}
    return written


def _marked(batches: Iterable[pa.RecordBatch], *, new: bool) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        marked = batch.append_column(NEW, pa.repeat(pa.scalar(new), batch.num_rows))
        for start in range(0, batch.num_rows, _SLICE):
            yield marked.slice(start, _SLICE)


class _Writer:
    """Writes rows that come sorted as one file of a table."""

    def __init__(self, table: Table, path: Path) -> None:
        schema = published_schema(table)
        by = [pq.SortingColumn(schema.get_field_index(column)) for column in table.order]
        self._writer = pq.ParquetWriter(path, schema, compression="zstd", sorting_columns=by)
        self._held: list[pa.RecordBatch] = []
        self._held_rows = 0
        self.rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._flush()
        self._writer.close()

    def add(self, rows: pa.RecordBatch) -> None:
        """Take rows."""
        self._held.append(rows)
        self._held_rows += rows.num_rows
        self.rows += rows.num_rows
        while self._held_rows >= ROW_GROUP_ROWS:
            whole = pa.Table.from_batches(self._held)
            self._writer.write_table(whole.slice(0, ROW_GROUP_ROWS).combine_chunks())
            self._held = whole.slice(ROW_GROUP_ROWS).to_batches()
            self._held_rows -= ROW_GROUP_ROWS

    def _flush(self) -> None:
        if self._held_rows:
            self._writer.write_table(pa.Table.from_batches(self._held).combine_chunks())

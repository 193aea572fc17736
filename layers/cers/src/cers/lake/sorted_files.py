"""Sorted Parquet files: merged, thinned and written in bounded memory.

Everything here is a stream of batches in the order of a table, of which only one or two per
source are held at a time.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cers.lake.rule import packed
from cers.lake.schema import published_schema
from cers.model.tables import EXAM_KEY, EXAMS, Table

ROW_GROUP_ROWS: Final = 32_768
"""Rows per row group: small enough that a school costs kilobytes."""

_Row = tuple[object, ...]


def row_at(rows: pa.RecordBatch, columns: Sequence[str], index: int) -> _Row:
    """The values of one row in some columns; they compare as Arrow sorts them."""
    return tuple(rows.column(column)[index].as_py() for column in columns)


def in_order(rows: pa.Table, order: Sequence[str]) -> pa.Table:
    """The rows, sorted."""
    keys: list[tuple[str, Literal["ascending"]]] = [(column, "ascending") for column in order]
    return rows.take(pc.sort_indices(rows, sort_keys=keys))


class _Source:
    """A sorted stream and what is left of its current batch."""

    def __init__(self, batches: Iterable[pa.RecordBatch], order: Sequence[str]) -> None:
        self._batches = iter(batches)
        self._order = order
        self._left: pa.RecordBatch | None = None
        self.last: _Row = ()

    def advance(self) -> bool:
        """Have rows at hand; False at the end of the stream."""
        while self._left is None or self._left.num_rows == 0:
            self._left = next(self._batches, None)
            if self._left is None:
                return False
            if self._left.num_rows:
                self.last = row_at(self._left, self._order, self._left.num_rows - 1)
        return True

    def take(self, limit: _Row) -> pa.RecordBatch:
        """Take the rows at hand up to and with `limit`."""
        rows = self._left
        assert rows is not None  # noqa: S101 - advance() came first
        end = rows.num_rows
        if self.last > limit:
            end = bisect_right(range(end), limit, key=lambda i: row_at(rows, self._order, i))
        self._left = rows.slice(end)
        return rows.slice(0, end)


def merged(streams: Iterable[Iterable[pa.RecordBatch]], order: Sequence[str]) -> Iterator[pa.Table]:
    """The rows of several sorted streams as one."""
    sources = [_Source(stream, order) for stream in streams]
    while sources := [source for source in sources if source.advance()]:
        limit = min(source.last for source in sources)
        parts = [part for source in sources if (part := source.take(limit)).num_rows]
        rows = pa.Table.from_batches(parts)
        yield rows if len(parts) == 1 else in_order(rows, order)


def without(batches: Iterable[pa.RecordBatch], leaving: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """A sorted stream without the rows of some exams, which are given in the exams' order."""
    order = EXAMS.order
    count = range(leaving.num_rows)
    for batch in batches:
        if batch.num_rows == 0:
            continue
        first, last = row_at(batch, order, 0), row_at(batch, order, batch.num_rows - 1)
        start = bisect_left(count, first, key=lambda i: row_at(leaving, order, i))
        end = bisect_right(count, last, key=lambda i: row_at(leaving, order, i))
        if start == end:
            yield batch
            continue
        named = packed(leaving.slice(start, end - start), EXAM_KEY)
        yield batch.filter(pc.invert(pc.is_in(packed(batch, EXAM_KEY), value_set=named)))


def whole(stream: Iterable[pa.Table], column: str, at_once: int) -> Iterator[pa.RecordBatch]:
    """The same rows, about `at_once` at a time, cut only where a column's value changes.

    Rows with the same value must stand together.
    """
    held: list[pa.Table] = []
    count = 0
    for rows in stream:
        held.append(rows)
        count += rows.num_rows
        if count >= at_once:
            batch = one_batch(held)
            values = batch[column]
            last = values.index(values[-1]).as_py()
            if last:
                yield batch.slice(0, last)
            held, count = [pa.Table.from_batches([batch.slice(last)])], batch.num_rows - last
    if count:
        yield one_batch(held)


def one_batch(parts: Sequence[pa.Table]) -> pa.RecordBatch:
    """Rows as one batch, even if there are none."""
    rows = pa.concat_tables(parts)
    columns = [column.combine_chunks() for column in rows.columns]
    return pa.RecordBatch.from_arrays(columns, schema=rows.schema)


def _regrouped(stream: Iterable[pa.Table], size: int) -> Iterator[pa.Table]:
    """The same rows, cut anew into row groups, so that equal rows make equal files."""
    held: list[pa.Table] = []
    rows = 0
    for each in stream:
        held.append(each)
        rows += each.num_rows
        if rows >= size:
            whole = pa.concat_tables(held)
            full = rows - rows % size
            for start in range(0, full, size):
                yield whole.slice(start, size).combine_chunks()
            held, rows = [whole.slice(full)], rows - full
    if rows:
        yield pa.concat_tables(held).combine_chunks()


def write(
    table: Table, stream: Iterable[pa.Table], path: Path, group_rows: int = ROW_GROUP_ROWS
) -> int:
    """Write a table's sorted rows as one of its published files; their number."""
    schema = published_schema(table)
    by = [pq.SortingColumn(schema.get_field_index(column)) for column in table.order]
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd", sorting_columns=by) as writer:
        for group in _regrouped(stream, group_rows):
            writer.write_table(group, row_group_size=group_rows)
            rows += group.num_rows
    return rows

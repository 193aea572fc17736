"""Fixed-width files as rows, with what is wrong with their lines."""

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from cers.feeds.wide import rules
from cers.feeds.wide.arrow import Array, pc
from cers.feeds.wide.fixed_width import FixedBatch, fixed_width_batches
from cers.feeds.wide.layout import Layout
from cers.feeds.wide.rows import BrokenRow, Rows
from cers.feeds.wide.values import null_if_empty


def fixed_rows(stream: BinaryIO, layout: Layout, number: int) -> Iterator[Rows]:
    """The rows of a file; each line is one, and the first has the given number."""
    kept = [column.name for column in layout.columns if column.target]
    for batch in fixed_width_batches(stream, layout):
        yield _rows(batch, kept, number)


def _rows(batch: FixedBatch, kept: list[str], number: int) -> Rows:
    shift = number - 1
    broken = [
        BrokenRow(line + shift, line, rules.MALFORMED_LINE, message)
        for line, message in batch.faults
    ]
    numbers = pc.add(batch.lines, pa.scalar(shift, pa.int64()))
    last = max([batch.first_line - 1, *(line for line, _ in batch.faults[-1:])])
    if len(batch.lines):
        last = max(last, batch.lines[-1].as_py())
    columns = {name: _column(batch.table, name) for name in kept}
    return Rows(columns, numbers, batch.lines, last + 1 + shift, broken, suspect=True)


def _column(table: pa.Table, name: str) -> Array:
    column: Array = table[name].combine_chunks()
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    texts = chunks[0] if chunks else pa.array([], pa.string())
    return null_if_empty(texts)

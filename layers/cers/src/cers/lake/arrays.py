"""Columns of Python values as Arrow record batches of a table's staged schema."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, repeat
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cers.lake.schema import published_schema, staged_schema
from cers.model.tables import LINEAGE, Table


@dataclass(frozen=True, slots=True)
class Repeated:
    """A column in which each value stands several times in a row: `counts[i]` times `values[i]`.

    Parts of an exam repeat what the exam says; here it is said once.
    """

    values: Sequence[object]
    counts: Sequence[int]

    def __iter__(self) -> Iterator[object]:
        return chain.from_iterable(map(repeat, self.values, self.counts))

    def __len__(self) -> int:
        return sum(self.counts)


Columns = Mapping[str, "Sequence[object] | Repeated | pa.Array[Any]"]
"""Column name -> values, all of one length.

A timestamp is either a datetime with its zone, or the text of a moment in UTC without one.
"""


def record_batch(table: Table, columns: Columns) -> pa.RecordBatch:
    """Rows of a table on their way into the lake.

    The lineage columns are optional: rows of several deliveries carry them, those of a single one
    get them when they are published.
    """
    told = all(column.name in columns for column in LINEAGE)
    schema = published_schema(table) if told else staged_schema(table)
    arrays = [as_array(columns[field.name], field.type) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def as_array(
    values: "Sequence[object] | Repeated | pa.Array[Any]", kind: pa.DataType
) -> "pa.Array[Any]":
    """A column's values as an array of its type; one that is an array already stays as it is."""
    if isinstance(values, pa.Array):
        return values
    if isinstance(values, Repeated):
        return as_array(values.values, kind).take(_places(values.counts))
    if pa.types.is_timestamp(kind) and _is_text(values):
        return pa.array(values, pa.string()).cast(pa.timestamp("us")).cast(kind)
    return pa.array(values, kind)


def _places(counts: Sequence[int]) -> "pa.Array[Any]":
    """0, 1, 2… with each number as often as its count says; the Arrow layer has no numpy."""
    offsets = pa.array(accumulate(counts, initial=0), pa.int32())
    return pc.list_parent_indices(pa.ListArray.from_arrays(offsets, pa.nulls(sum(counts))))


def _is_text(values: Sequence[object]) -> bool:
    """Whether a column's timestamps are texts; a column has one kind only."""
    return isinstance(next((value for value in values if value is not None), None), str)

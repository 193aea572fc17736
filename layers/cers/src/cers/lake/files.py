"""Reading the lake's Parquet files as the schema says they are."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from cers.lake.schema import published_schema, staged_schema
from cers.model.errors import CersError
from cers.model.snapshot import StagedDelivery
from cers.model.tables import LINEAGE, Table

_THREADED_ROWS: Final = 10_000


class BrokenFileError(CersError):
    """A file of the lake is not what its table demands; the text names the column."""


class BrokenStagingError(CersError):
    """What a delivery staged cannot be read; staging it anew mends it."""

    def __init__(self, delivery_id: str, reason: str) -> None:
        super().__init__(f"staged files of delivery {delivery_id} cannot be used: {reason}")
        self.delivery_id = delivery_id


def conform(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """The rows with exactly the schema's columns.

    A nullable column that a file does not have yet, because it is older than the column, is null.

    Raises:
        BrokenFileError: a required value is missing, or a column has another type.
    """
    if not rows.schema.equals(schema):
        rows = pa.Table.from_arrays([_column(rows, field) for field in schema], schema=schema)
    for field in schema:
        if not field.nullable and rows[field.name].null_count:
            raise BrokenFileError(f"column {field.name} lacks required values")
    return rows


def _column(rows: pa.Table, field: "pa.Field[Any]") -> "pa.ChunkedArray[Any]":
    if field.name not in rows.schema.names:
        return pa.chunked_array([pa.nulls(rows.num_rows, field.type)])
    column = rows[field.name]
    if column.type != field.type:
        raise BrokenFileError(f"column {field.name} is {column.type}, not {field.type}")
    return column


def published_batches(
    table: Table, source: Path | BinaryIO, columns: Sequence[str] = ()
) -> Iterator[pa.RecordBatch]:
    """The rows of a published file, one row group at a time; only some columns if any are named."""
    whole = published_schema(table)
    schema = pa.schema(field for field in whole if not columns or field.name in columns)
    with pq.ParquetFile(source) as file:
        for group in range(file.num_row_groups):
            rows = conform(file.read_row_group(group, columns=list(columns) or None), schema)
            yield from rows.combine_chunks().to_batches()


def staged_rows(
    table: Table, delivery: StagedDelivery, path: Path, columns: Sequence[str] = ()
) -> Iterator[pa.Table]:
    """The rows of a staged file, one row group at a time, with their lineage.

    Rows of several deliveries carry their own lineage; others have that of `delivery`. Only some
    columns are read where `columns` names any.

    Raises:
        BrokenStagingError: the file is no Parquet, or not of the table's schema.
    """
    try:
        with pq.ParquetFile(path) as file:
            told = all(column.name in file.schema_arrow.names for column in LINEAGE)
            whole = published_schema(table) if told else staged_schema(table)
            wanted = {*columns, *(column.name for column in LINEAGE)}
            schema = pa.schema(field for field in whole if not columns or field.name in wanted)
            for group in range(file.num_row_groups):
                # For a single exam, handing columns to threads costs more than reading them.
                threads = file.metadata.row_group(group).num_rows >= _THREADED_ROWS
                rows = file.read_row_group(group, columns=schema.names, use_threads=threads)
                conformed = conform(rows, schema)
                yield conformed if told else with_lineage(table, conformed, delivery)
    except (pa.ArrowException, OSError, BrokenFileError) as error:
        raise BrokenStagingError(delivery.delivery_id, f"{table.name}: {error}") from error


def with_lineage(table: Table, rows: pa.Table, delivery: StagedDelivery) -> pa.Table:
    """Staged rows with where they came from, as they are published."""
    schema = published_schema(table)
    constants = {"landed_at": delivery.landed_at, "delivery_id": delivery.delivery_id}
    for name, value in constants.items():
        constant = pa.scalar(value, schema.field(name).type)
        rows = rows.append_column(schema.field(name), pa.repeat(constant, rows.num_rows))
    return rows

"""Arrow schemas, derived from the table definitions."""

from functools import cache
from typing import Final

import pyarrow as pa

from cers.model.tables import LINEAGE, Table

_ARROW_TYPES: Final = {
    "string": pa.string(),
    "int": pa.int32(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "array<string>": pa.list_(pa.string()),
}


@cache
def published_schema(table: Table) -> pa.Schema:
    """The schema of a table's files in a snapshot."""
    return pa.schema(
        pa.field(column.name, _ARROW_TYPES[column.type], column.nullable)
        for column in table.columns
    )


@cache
def staged_schema(table: Table) -> pa.Schema:
    """The schema of a table's staged files: published, but for the lineage columns."""
    lineage = {column.name for column in LINEAGE}
    return pa.schema(field for field in published_schema(table) if field.name not in lineage)

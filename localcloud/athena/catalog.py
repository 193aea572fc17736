"""The tables of the local Glue, turned into views DuckDB can query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import quote

from moto.core.exceptions import JsonRESTError
from moto.glue.models import FakeTable, GlueBackend, glue_backends
from sqlglot import exp

from localcloud.athena.errors import DATA_ERROR, QueryError, unsupported
from localcloud.athena.files import SCHEME, LakeFiles, Listing, StoredObject
from localcloud.aws import ACCOUNT, REGION

CATALOG: Final = "awsdatacatalog"

_PARQUET: Final = "parquet"
_TEXT_TYPES: Final = ("string", "large_string", "binary", "large_binary")


@dataclass(frozen=True)
class Column:
    """A column of a table, its type in Hive's words."""

    name: str
    type: str
    comment: str = ""

    @property
    def duckdb_type(self) -> str:
        """Its type in DuckDB's words."""
        return _duckdb_type(self.type)


@cache
def _duckdb_type(hive_type: str) -> str:
    return exp.DataType.build(hive_type, dialect="hive").sql("duckdb")


@dataclass(frozen=True)
class Partition:
    """One partition: its values, in the order of the keys, and where it lies."""

    values: tuple[str, ...]
    location: str


@dataclass(frozen=True)
class GlueTable:
    """A table as Glue describes it."""

    database: str
    name: str
    columns: tuple[Column, ...]
    keys: tuple[Column, ...]
    partitions: tuple[Partition, ...]
    location: str

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Columns and then partition keys."""
        return (*self.columns, *self.keys)


def glue() -> GlueBackend:
    """The local Glue."""
    return glue_backends[ACCOUNT][REGION]


def find_table(database: str, name: str) -> GlueTable:
    """A table of the catalog.

    Raises:
        QueryError: there is no such table, or it is of a kind the local engine does not read.
    """
    try:
        table = glue().get_table(database, name)
    except JsonRESTError:
        raise QueryError(
            f"TABLE_NOT_FOUND: Table '{CATALOG}.{database}.{name}' does not exist"
        ) from None
    definition = table.as_dict()
    _check_readable(definition)
    storage = definition.get("StorageDescriptor", {})
    return GlueTable(
        database=database,
        name=name,
        columns=tuple(_columns(storage.get("Columns", []))),
        keys=tuple(_columns(definition.get("PartitionKeys", []))),
        partitions=tuple(_partitions(table)),
        location=storage.get("Location", ""),
    )


def _columns(columns: list[dict[str, str]]) -> Iterator[Column]:
    for column in columns:
        yield Column(column["Name"].lower(), column.get("Type", ""), column.get("Comment", ""))


def _partitions(table: FakeTable) -> Iterator[Partition]:
    for partition in list(table.partitions.values()):
        values = tuple(str(value) for value in partition.values)
        descriptor = partition.partition_input.get("StorageDescriptor", {})
        yield Partition(values, descriptor.get("Location", ""))


def _check_readable(definition: dict[str, Any]) -> None:
    name = definition["Name"]
    parameters = definition.get("Parameters", {})
    if definition.get("TableType") == "VIRTUAL_VIEW":
        raise unsupported(f"{name} is a view")
    if parameters.get("projection.enabled", "false").lower() == "true":
        raise unsupported(f"{name} uses partition projection")
    if parameters.get("table_type", "").upper() == "ICEBERG":
        raise unsupported(f"{name} is an Iceberg table")
    storage = definition.get("StorageDescriptor", {})
    serde = storage.get("SerdeInfo", {}).get("SerializationLibrary", "")
    if _PARQUET not in serde.lower() and _PARQUET not in storage.get("InputFormat", "").lower():
        raise unsupported(f"{name} is not stored as Parquet")


def view_sql(table: GlueTable, files: LakeFiles, listing: Listing) -> str:
    """The SELECT that reads a table; the files it may open are made known to `files`.

    Files are grouped by the columns they hold, so that a column an old file lacks reads as
    null without every file being opened first. The made-up paths carry the partition's values,
    which lets DuckDB leave out partitions by itself.
    """
    groups: dict[tuple[tuple[str, str], ...], list[str]] = defaultdict(list)
    for partition in table.partitions if table.keys else [Partition((), table.location)]:
        folder = _folder(table, partition)
        for number, stored in enumerate(listing.below(partition.location)):
            path = f"{folder}/{number}.parquet"
            files.add(path, stored)
            groups[_relevant(table, stored)].append(path)
    selects = [_select(table, dict(found), paths) for found, paths in groups.items()]
    return "\nUNION ALL\n".join(selects) if selects else _empty(table)


def _folder(table: GlueTable, partition: Partition) -> str:
    values = (
        f"{quote(key.name)}={quote(value, safe='')}"
        for key, value in zip(table.keys, partition.values, strict=True)
    )
    return "/".join((f"{SCHEME}://{table.database}/{table.name}", *values))


def _relevant(table: GlueTable, stored: StoredObject) -> tuple[tuple[str, str], ...]:
    wanted = {column.name: column for column in table.columns}
    found = [(name, kind) for name, kind in stored.columns() if name in wanted]
    for name, kind in found:
        is_text = wanted[name].type.lower().split("(")[0] in ("string", "varchar", "char")
        if is_text != (kind in _TEXT_TYPES) and wanted[name].type.lower() != "binary":
            raise QueryError(
                f"HIVE_BAD_DATA: column {name} of {stored.uri} is {kind}, "
                f"but the table says {wanted[name].type}",
                type=DATA_ERROR,
            )
    return tuple(sorted(found))


def _select(table: GlueTable, found: dict[str, str], paths: list[str]) -> str:
    columns = [_read(column, found) for column in table.columns]
    keys = [f"CAST({_name(key)} AS {key.duckdb_type}) AS {_name(key)}" for key in table.keys]
    partitioned = ", ".join(f"'{key.name}': {_literal(key.duckdb_type)}" for key in table.keys)
    options = f", hive_partitioning=true, hive_types={{{partitioned}}}" if table.keys else ""
    listed = ", ".join(_literal(path) for path in paths)
    return f"SELECT {', '.join(columns + keys)} FROM read_parquet([{listed}]{options})"  # noqa: S608 (names from Glue, quoted)


def _read(column: Column, found: dict[str, str]) -> str:
    name, kind = _name(column), column.duckdb_type
    if column.name not in found:
        return f"CAST(NULL AS {kind}) AS {name}"
    if column.type.lower() == "timestamp":  # Athena's have no zone, and rounded milliseconds
        rounded = f"CAST({name} AS TIMESTAMP) + INTERVAL 500 MICROSECONDS"
        return f"date_trunc('millisecond', {rounded}) AS {name}"
    return f"CAST({name} AS {kind}) AS {name}"


def _empty(table: GlueTable) -> str:
    nulls = [f"CAST(NULL AS {each.duckdb_type}) AS {_name(each)}" for each in table.all_columns]
    return f"SELECT {', '.join(nulls)} WHERE false"


def _name(column: Column) -> str:
    return exp.to_identifier(column.name, quoted=True).sql("duckdb")


def _literal(text: str) -> str:
    return exp.Literal.string(text).sql("duckdb")

"""Runs one statement: its rows, and what it read to find them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final, Protocol, TypeVar

import duckdb
import pyarrow as pa

from localcloud.athena import catalog, statements
from localcloud.athena.errors import (
    ENGINE_ERROR,
    SYSTEM,
    QueryError,
    ScanLimitError,
)
from localcloud.athena.files import LakeFiles, Listing, ScanMeter
from localcloud.athena.functions import MACROS
from localcloud.athena.results import Result
from localcloud.athena.show import show
from localcloud.athena.sql import Translated, bind, translate
from localcloud.athena.values import as_text, column_info

THREADS: Final = 2

_Connection = duckdb.DuckDBPyConnection
_Relation = duckdb.DuckDBPyRelation
_T = TypeVar("_T")

_SETTINGS: Final = f"SET TimeZone = 'UTC'; SET integer_division = true; {MACROS}"


class Writer(Protocol):
    """Where a statement that writes puts its files and tables."""

    def write(self, table: pa.Table, location: str, compression: str) -> list[str]:
        """Writes rows below a location; answers with the files' URIs."""

    def create(self, statement: statements.CreateTable, schema: pa.Schema, location: str) -> None:
        """Registers a table."""

    def default_location(self) -> str:
        """Where a table goes that names no location."""


class Engine:
    """Runs one statement."""

    def __init__(self, database: str, limit: int | None, writer: Writer) -> None:
        self._database = database
        self._writer = writer
        self.meter = ScanMeter(limit)
        self._connection: _Connection | None = None
        self.cancelled = threading.Event()
        """Set by who does not want the result any more."""

    def interrupt(self) -> None:
        """Interrupts what runs at this moment; may be called from another thread."""
        connection = self._connection
        if connection is not None:
            connection.interrupt()

    def run(self, sql: str, parameters: list[str]) -> Result:
        """Runs a statement.

        Raises:
            QueryError: it failed.
            ScanLimitError: it read more than it may.
        """
        statement = statements.parse(bind(sql, parameters))
        match statement:
            case statements.Query():
                return self._query(statement)
            case statements.Show():
                return show(statement, statement.database or self._database)
            case statements.Unload():
                return self._unload(statement)
            case statements.CreateTable():
                return self._create(statement)
            case statements.DropTable():
                return self._drop(statement)

    def _query(self, statement: statements.Query) -> Result:
        return self._with_duckdb(self._translated(statement.tree), _fetch)

    def _translated(self, tree: Any) -> Translated:
        return translate(tree, self._database, catalog.find_table)

    def _with_duckdb(self, query: Translated, fetch: Callable[[_Relation], _T]) -> _T:
        files = LakeFiles(self.meter)
        with duckdb.connect(":memory:", config={"threads": THREADS}) as connection:
            connection.register_filesystem(files)
            connection.execute(_SETTINGS)
            self._connection = connection
            try:
                self._define(connection, query, files)
                return fetch(connection.sql(query.sql))
            except duckdb.Error as error:
                if self.meter.exceeded:
                    raise ScanLimitError from None
                raise _failure(error) from None
            finally:
                self._connection = None

    @staticmethod
    def _define(connection: _Connection, query: Translated, files: LakeFiles) -> None:
        listing = Listing()
        for table in query.tables:
            schema, name = (f'"{part}"' for part in (table.database, table.name))
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            select = catalog.view_sql(table, files, listing)
            connection.execute(f"CREATE VIEW {schema}.{name} AS {select}")

    def _unload(self, statement: statements.Unload) -> Result:
        table = self._with_duckdb(self._translated(statement.tree), _fetch_arrow)
        files = self._writer.write(table, statement.location, "gzip")
        return Result(extension="", manifest=files, update_count=table.num_rows)

    def _create(self, statement: statements.CreateTable) -> Result:
        table = self._with_duckdb(self._translated(statement.tree), _fetch_arrow)
        location = statement.location or self._writer.default_location()
        names = ("write_compression", "parquet_compression", "compression")
        compression = next(
            (statement.properties[name] for name in names if name in statement.properties), "gzip"
        )
        files = self._writer.write(table, location, compression.lower())
        self._writer.create(statement, table.schema, location)
        return Result(extension="", manifest=files, update_count=table.num_rows)

    def _drop(self, statement: statements.DropTable) -> Result:
        database = statement.database or self._database
        try:
            catalog.find_table(database, statement.table)
        except QueryError:
            if not statement.missing_ok:
                raise
        else:
            catalog.glue().delete_table(database, statement.table)
        return Result(has_header=False, extension=".txt")


def _fetch(relation: _Relation) -> Result:
    kinds = zip(relation.columns, relation.types, strict=True)
    columns = [column_info(name, str(kind)) for name, kind in kinds]
    rows = [[as_text(value) for value in row] for row in relation.fetchall()]
    return Result(columns, rows)


def _fetch_arrow(relation: _Relation) -> pa.Table:
    names = relation.columns
    if any(name.startswith("_col") for name in names) or len(set(names)) < len(names):
        raise QueryError("MISSING_COLUMN_NAME: every column needs a name of its own")
    sums = [name for name, kind in zip(names, relation.types, strict=True) if kind == "HUGEINT"]
    if sums:  # Athena's sums of integers are bigint
        casts = ", ".join(f'CAST("{name}" AS BIGINT) AS "{name}"' for name in sums)
        relation = relation.project(f"* REPLACE ({casts})")
    table: pa.Table = relation.to_arrow_table()
    return table


def _failure(error: duckdb.Error) -> QueryError:
    """A DuckDB error in Athena's terms; only what names SQL is passed on, never data."""
    text = str(error).split("\n", 1)[0]
    for name in _RAISED:
        if name in text:
            return QueryError(text[text.index(name) :])
    for kind, reason in _FAILURES.items():
        if isinstance(error, kind):
            return QueryError(reason)
    if isinstance(error, duckdb.BinderException | duckdb.CatalogException):
        return QueryError(f"TYPE_MISMATCH: {text.removeprefix('Binder Error: ')}")
    return QueryError(f"GENERIC_INTERNAL_ERROR: {type(error).__name__}", SYSTEM, ENGINE_ERROR)


_RAISED: Final = (
    "NOT_SUPPORTED",
    "DIVISION_BY_ZERO",
    "INVALID_CAST_ARGUMENT",
    "INVALID_FUNCTION_ARGUMENT",
)
"""What the functions of our own fail with."""

_FAILURES: Final[dict[type[duckdb.Error], str]] = {
    duckdb.ParserException: "SYNTAX_ERROR: the statement cannot be read",
    duckdb.ConversionException: "INVALID_CAST_ARGUMENT: a value cannot be cast to that type",
    duckdb.OutOfRangeException: "NUMERIC_VALUE_OUT_OF_RANGE: a number is out of range",
}

"""A third engine for the reports' questions: Trino, given parameters as Athena gives them to it."""

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from typing import Any, Self

from trino.dbapi import Connection, connect

from cers.model.query import Cell, Query, Row
from cers.stores.athena_engine import literal
from tests.trino.server import CATALOG


class TrinoEngine:
    """Answers from the tables as Glue points at them now."""

    def __init__(self, port: int) -> None:
        self._connection: Connection = connect(
            host="127.0.0.1", port=port, user="cers", catalog=CATALOG, schema="cers"
        )

    @property
    def snapshots(self) -> tuple[str, ...]:
        """Unknown: Glue names files, not snapshots."""
        return ()

    def pinned(self) -> Self:
        """Itself."""
        return self

    def rows(self, query: Query) -> list[Row]:
        """Run a query and read all of its result."""
        return self.execute(query.sql, [literal(value) for value in query.values])

    def execute(self, sql: str, parameters: list[str] | None = None) -> list[Row]:
        """Run SQL whose `?` are given as SQL literals."""
        with closing(self._connection.cursor()) as cursor:
            cursor.execute(_with_parameters(sql, parameters))
            rows = cursor.fetchall()
            names = [column.name for column in cursor.description]
            return [dict(zip(names, _cells(row), strict=True)) for row in rows]


def _with_parameters(sql: str, parameters: list[str] | None) -> str:
    if not parameters:
        return sql
    return f"EXECUTE IMMEDIATE {literal(sql)} USING {', '.join(parameters)}"


def _cells(row: list[Any]) -> Iterator[Cell]:
    """Cells as the Athena engine reads them: decimals as numbers."""
    return (float(cell) if isinstance(cell, Decimal) else cell for cell in row)

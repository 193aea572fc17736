"""SHOW and DESCRIBE: what the catalog holds, laid out as Hive lays it out."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Final

from moto.core.exceptions import JsonRESTError

from localcloud.athena import catalog
from localcloud.athena.errors import QueryError
from localcloud.athena.results import Result
from localcloud.athena.statements import Show
from localcloud.athena.values import ColumnInfo


def show(statement: Show, database: str) -> Result:
    """Answers a SHOW or DESCRIBE."""
    return _ANSWERS[statement.what](statement, database)


def _one_column(name: str, values: list[str]) -> Result:
    return Result(
        [ColumnInfo(name, "string")],
        [[value] for value in values],
        has_header=False,
        extension=".txt",
    )


def _matches(name: str, pattern: str) -> bool:
    return not pattern or any(fnmatchcase(name, each) for each in pattern.split("|"))


def _databases(statement: Show, _database: str) -> Result:
    names = sorted(name for name in catalog.glue().databases if _matches(name, statement.pattern))
    return _one_column("database_name", names)


def _tables(statement: Show, database: str) -> Result:
    try:
        found = catalog.glue().get_database(database).tables
    except JsonRESTError:
        raise QueryError(f"SCHEMA_NOT_FOUND: Schema '{database}' does not exist") from None
    names = sorted(name for name in found if _matches(name, statement.pattern))
    return _one_column("tab_name", names)


def _partitions(statement: Show, database: str) -> Result:
    table = catalog.find_table(database, statement.table)
    if not table.keys:
        raise QueryError(f"INVALID_TABLE: {table.name} is not a partitioned table")
    names = [
        "/".join(f"{key.name}={value}" for key, value in zip(table.keys, each.values, strict=True))
        for each in table.partitions
    ]
    return _one_column("partition", sorted(names))


def _columns(statement: Show, database: str) -> Result:
    table = catalog.find_table(database, statement.table)
    return _one_column("field", [column.name for column in table.all_columns])


def _describe(statement: Show, database: str) -> Result:
    table = catalog.find_table(database, statement.table)
    rows = [_line(each.name, each.type, each.comment) for each in table.all_columns]
    if table.keys:
        rows.append(_line("", "", ""))
        rows.append(_line("# Partition Information", "", ""))
        rows.append(_line("# col_name", "data_type", "comment"))
        rows.append(_line("", "", ""))
        rows.extend(_line(each.name, each.type, each.comment) for each in table.keys)
    columns = [ColumnInfo(name, "string") for name in ("col_name", "data_type", "comment")]
    return Result(columns, rows, has_header=False, extension=".txt")


def _line(name: str, kind: str, comment: str) -> list[str | None]:
    return [f"{name:<20}", f"{kind:<20}", f"{comment:<20}"]


_ANSWERS: Final[dict[str, Callable[[Show, str], Result]]] = {
    "databases": _databases,
    "tables": _tables,
    "partitions": _partitions,
    "columns": _columns,
    "describe": _describe,
}

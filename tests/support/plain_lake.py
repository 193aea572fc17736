"""Rows in a DuckDB in memory, as the engines would see them, without any files or cloud."""

import duckdb
import pyarrow as pa

from cers.model.query import Query
from cers.model.query import Row as Answer
from cers.model.tables import PARTITIONS, PUBLISHED_TABLES
from tests.support.world import Row, World

_KINDS = {
    "string": pa.string(),
    "int": pa.int32(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", "UTC"),
    "array<string>": pa.list_(pa.string()),
}


class PlainLake:
    """An engine over a world's rows."""

    snapshots: tuple[str, ...] = ()

    def __init__(self, world: World) -> None:
        self._duckdb = duckdb.connect()
        tables = {"exams": world.exams, "exam_scores": world.scores, **world.further}
        for table in PUBLISHED_TABLES:
            columns = (*table.columns, *PARTITIONS)
            schema = pa.schema([(each.name, _KINDS[each.type]) for each in columns])
            rows: list[Row] = [
                {each.name: row.get(each.name) for each in columns}
                for row in tables.get(table.name, [])
            ]
            made = pa.Table.from_pylist(rows, schema)
            self._duckdb.register(f"{table.name}_rows", made)
            self._duckdb.execute(f"CREATE TABLE {table.name} AS SELECT * FROM {table.name}_rows")  # noqa: S608

    def pinned(self) -> "PlainLake":
        return self

    def rows(self, query: Query) -> list[Answer]:
        result = self._duckdb.execute(query.sql, list(query.values))
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

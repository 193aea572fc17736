"""Which files of a state a query is about, as views for a plain DuckDB."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bench.state import SNAPSHOT
from cers.model.dataset import bucket_of
from cers.model.query import Query, Reach
from cers.model.snapshot import Manifest
from cers.model.student import StudentManifest
from cers.model.tables import PARTITIONS, PUBLISHED_TABLES, STUDENT_PARTITIONS, STUDENTS, Table

_TABLES: Final = {table.name: table for table in (*PUBLISHED_TABLES, STUDENTS)}
_TYPES: Final = {"string": "VARCHAR", "timestamp": "TIMESTAMPTZ", "array<string>": "VARCHAR[]"}


class Files:
    """The files of a state, by what a query can find anything in."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._manifests = [
            Manifest.from_json(_document(path))
            for path in sorted(state.glob(f"manifests/20*/{SNAPSHOT}.json"))
        ]
        path = state / f"manifests/students/{SNAPSHOT}.json"
        self._students = StudentManifest.from_json(_document(path))

    def views(self, query: Query) -> Iterator[str]:
        """Statements that make a query's tables views of its files."""
        for name in query.tables:
            keys = list(self._keys(name, query.reach))
            yield f"DROP VIEW IF EXISTS {name}"
            yield f"CREATE VIEW {name} AS {self._source(keys) if keys else _nothing(_TABLES[name])}"

    def _source(self, keys: list[str]) -> str:
        paths = ", ".join(f"'{self._state / key}'" for key in keys)
        types = "{school_year: INTEGER, asmt_type: VARCHAR, bucket: INTEGER}"
        if "school_year=" not in keys[0]:
            types = "{bucket: INTEGER}"
        return f"FROM read_parquet([{paths}], hive_partitioning = true, hive_types = {types})"

    def _keys(self, table: str, reach: Reach) -> Iterator[str]:
        if table == STUDENTS.name:
            buckets = _buckets(reach.student_ids, self._students.bucket_count)
            files = [file for file in self._students.files if file.table == table]
            yield from (each.key for each in files if buckets is None or each.bucket in buckets)
            return
        for manifest in self._manifests:
            if _reaches(reach, manifest):
                buckets = _buckets(reach.district_ids, manifest.bucket_count)
                for file in manifest.of(table):
                    if file.rows and (buckets is None or file.bucket in buckets):
                        yield file.key


def _document(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _reaches(reach: Reach, manifest: Manifest) -> bool:
    years, types = reach.school_years, reach.assessment_types
    dataset = manifest.dataset
    return (years is None or dataset.school_year in years) and (
        types is None or dataset.asmt_type in types
    )


def _buckets(ids: frozenset[str] | None, count: int) -> set[int] | None:
    return None if ids is None else {bucket_of(each, count) for each in ids}


def _nothing(table: Table) -> str:
    """A table of these columns without rows."""
    partitions = STUDENT_PARTITIONS if table is STUDENTS else PARTITIONS
    columns = ", ".join(
        f"CAST(NULL AS {_TYPES.get(each.type, each.type)}) AS {each.name}"
        for each in (*table.columns, *partitions)
    )
    return f"SELECT {columns} WHERE false"

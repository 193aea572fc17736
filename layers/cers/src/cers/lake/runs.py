"""Sorted runs: new rows kept on disk, by table and bucket, until they are merged."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from cers.lake.sorted_files import ROW_GROUP_ROWS, in_order
from cers.model.dataset import bucket_of
from cers.model.tables import TABLES, Table

RUN_ROWS: Final = 262_144
"""Rows held in memory before they are sorted and put on disk."""

_ORDERS: Final = {table.name: table.order for table in TABLES}


class Runs:
    """New rows of all tables, in `directory`; add them all, `close`, then read them sorted."""

    def __init__(self, directory: Path, bucket_count: int, run_rows: int = RUN_ROWS) -> None:
        self._directory = directory
        self._run_rows = run_rows
        self._bucket_count = bucket_count
        self._held: dict[tuple[str, int], list[pa.Table]] = defaultdict(list)
        self._rows = 0
        self._paths: dict[tuple[str, int], list[Path]] = defaultdict(list)

    def add(self, table: Table, rows: pa.Table) -> None:
        """Keep rows of a table."""
        for bucket, part in split(rows, self._bucket_count):
            self._held[table.name, bucket].append(part)
            self._rows += part.num_rows
        if self._rows >= self._run_rows:
            self.close()

    def close(self) -> None:
        """Put on disk what is still in memory."""
        for (name, bucket), parts in self._held.items():
            paths = self._paths[name, bucket]
            path = self._directory / f"{name}-{bucket}-{len(paths)}.arrow"
            rows = in_order(pa.concat_tables(parts), _ORDERS[name])
            with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
                writer.write_table(rows.combine_chunks(), max_chunksize=ROW_GROUP_ROWS)
            paths.append(path)
        self._held.clear()
        self._rows = 0

    def of(self, table: Table, bucket: int) -> list[Iterator[pa.RecordBatch]]:
        """The sorted runs of one table in one bucket."""
        return [_batches(path) for path in self._paths.get((table.name, bucket), [])]


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as file:
        for index in range(file.num_record_batches):
            yield file.get_batch(index)


def buckets(rows: pa.Table, bucket_count: int) -> pa.Int32Array:
    """The bucket of each row, by its district."""
    districts: Any = rows["district_id"].combine_chunks().dictionary_encode()
    numbers = [bucket_of(district, bucket_count) for district in districts.dictionary.to_pylist()]
    return pa.array(numbers, pa.int32()).take(districts.indices)


def split(rows: pa.Table, bucket_count: int) -> Iterator[tuple[int, pa.Table]]:
    """The rows by bucket; no bucket without rows."""
    if bucket_count == 1:
        if rows.num_rows:
            yield 0, rows
        return
    numbers = buckets(rows, bucket_count)
    for bucket in numbers.unique():
        yield bucket.as_py(), rows.filter(pc.equal(numbers, bucket))

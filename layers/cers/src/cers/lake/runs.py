"""Sorted runs: new rows kept on disk, by table and bucket, until they are merged."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from cers.lake.sorted_files import ROW_GROUP_ROWS, in_order
from cers.model.dataset import bucket_of
from cers.model.tables import Table

RUN_ROWS: Final = 262_144
"""Rows held in memory before they are sorted and put on disk."""

DISTRICT: Final = "district_id"


class Runs:
    """New rows of all tables, in `directory`; add them all, `close`, then read them sorted.

    `column` is the one whose value decides on a row's bucket; `bucket_count` is how many there are.
    """

    def __init__(
        self,
        directory: Path,
        bucket_count: int,
        run_rows: int = RUN_ROWS,
        *,
        column: str = DISTRICT,
    ) -> None:
        self._directory = directory
        self._run_rows = run_rows
        self.bucket_count = bucket_count
        self._column = column
        self._orders: dict[str, Sequence[str]] = {}
        self._held: dict[tuple[str, int], list[pa.Table]] = defaultdict(list)
        self._rows = 0
        self._paths: dict[tuple[str, int], list[Path]] = defaultdict(list)

    def add(self, table: Table, rows: pa.Table) -> None:
        """Keep rows of a table."""
        self._orders[table.name] = table.order
        for bucket, part in split(rows, self.bucket_count, self._column):
            self._held[table.name, bucket].append(part)
            self._rows += part.num_rows
        if self._rows >= self._run_rows:
            self.close()

    def close(self) -> None:
        """Put on disk what is still in memory."""
        for (name, bucket), parts in self._held.items():
            paths = self._paths[name, bucket]
            path = self._directory / f"{name}-{bucket}-{len(paths)}.arrow"
            rows = in_order(pa.concat_tables(parts), self._orders[name])
            with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
                writer.write_table(rows.combine_chunks(), max_chunksize=ROW_GROUP_ROWS)
            paths.append(path)
        self._held.clear()
        self._rows = 0

    def touched(self, table: Table) -> list[int]:
        """The buckets that rows of a table were put on disk for."""
        return sorted(bucket for name, bucket in self._paths if name == table.name)

    def of(self, table: Table, bucket: int) -> list[Iterator[pa.RecordBatch]]:
        """The sorted runs of one table in one bucket."""
        return [_batches(path) for path in self._paths.get((table.name, bucket), [])]


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as file:
        for index in range(file.num_record_batches):
            yield file.get_batch(index)


def buckets(rows: pa.Table, bucket_count: int, column: str = DISTRICT) -> pa.Int32Array:
    """The bucket of each row, by its district or another column."""
    values: Any = rows[column].combine_chunks().dictionary_encode()
    numbers = [bucket_of(value, bucket_count) for value in values.dictionary.to_pylist()]
    return pa.array(numbers, pa.int32()).take(values.indices)


def split(
    rows: pa.Table, bucket_count: int, column: str = DISTRICT
) -> Iterator[tuple[int, pa.Table]]:
    """The rows by bucket; no bucket without rows."""
    if bucket_count == 1:
        if rows.num_rows:
            yield 0, rows
        return
    numbers = buckets(rows, bucket_count, column)
    for bucket in numbers.unique():
        yield bucket.as_py(), rows.filter(pc.equal(numbers, bucket))

"""Staging: batches of accepted exams become Parquet parts on local disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

import pyarrow as pa
import pyarrow.parquet as pq

from cers.model.dataset import Dataset
from cers.model.tables import EXAM_ITEMS, EXAM_SCORES, EXAMS, TABLES, Table

PART_ROWS: Final = 100_000
BUFFER_BYTES: Final = 128 * 1024 * 1024
"""What may wait in memory, over all tables; the largest buffer is written first."""

ROW_GROUP_ROWS: Final = 32_768

_OF_EXAMS: Final = frozenset(
    {
        *("opportunity_id", "student_id", "alternate_ssid", "session_id", "record_number"),
        *("status_date", "completed_at", "started_at"),
        *("scale_score", "standard_error", "theta", "theta_standard_error"),
    }
)
_DISTINCT: Final = {
    EXAMS.name: _OF_EXAMS,
    EXAM_SCORES.name: _OF_EXAMS,
    EXAM_ITEMS.name: frozenset(
        {"response", "administered_at", "submitted_at", "duration_seconds", "page_time_ms"}
    ),
}
"""Columns whose values hardly repeat: a dictionary of them only costs time and space."""


class Batch(Protocol):
    """What is staged of a batch of exams: dataset -> table name -> rows."""

    @property
    def tables(self) -> Mapping[Dataset, Mapping[str, pa.RecordBatch]]:
        """The rows of the accepted exams."""


@dataclass(frozen=True, slots=True)
class StagedPart:
    """One Parquet file of one table, on local disk."""

    dataset: Dataset
    table: str
    path: Path
    rows: int


class _Buffer:
    """Rows of one table of one dataset that wait to be written."""

    def __init__(self, dataset: Dataset, table: Table) -> None:
        self.dataset = dataset
        self.table = table
        self.parts = 0
        self.clear()

    def clear(self) -> None:
        self.batches: list[pa.RecordBatch] = []
        self.rows = 0
        self.bytes = 0

    def add(self, batch: pa.RecordBatch) -> None:
        self.batches.append(batch)
        self.rows += batch.num_rows
        self.bytes += batch.nbytes


class StagingWriter:
    """Writes batches below `directory`, as `<dataset>/<table>-<part>.parquet`.

    Every part holds rows of one dataset and table, in the order they were delivered in (publish
    sorts them); memory stays bounded whatever the delivery's size. Equal batches make equal files.
    """

    def __init__(
        self, directory: Path, *, part_rows: int = PART_ROWS, buffer_bytes: int = BUFFER_BYTES
    ) -> None:
        self._directory = directory
        self._part_rows = part_rows
        self._buffer_bytes = buffer_bytes
        self._buffers: dict[tuple[Dataset, str], _Buffer] = {}
        self._parts: list[StagedPart] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._buffers.clear()

    def write(self, batch: Batch) -> None:
        """Take a batch; parts that are full are written."""
        for dataset, tables in batch.tables.items():
            for table in TABLES:
                key = (dataset, table.name)
                buffer = self._buffers.setdefault(key, _Buffer(dataset, table))
                buffer.add(tables[table.name])
                if buffer.rows >= self._part_rows:
                    self._flush(buffer)
        while sum(buffer.bytes for buffer in self._buffers.values()) > self._buffer_bytes:
            self._flush(max(self._buffers.values(), key=lambda buffer: buffer.bytes))

    def close(self) -> list[StagedPart]:
        """Write what is left and name every part, in the order of dataset, table and part."""
        for buffer in self._buffers.values():
            self._flush(buffer)
        self._buffers.clear()
        return sorted(self._parts, key=lambda part: (part.dataset, str(part.path)))

    def _flush(self, buffer: _Buffer) -> None:
        if not buffer.rows:
            return
        rows = pa.Table.from_batches(buffer.batches)
        name = f"{buffer.table.name}-{buffer.parts:04d}.parquet"
        path = self._directory / buffer.dataset.id / name
        path.parent.mkdir(parents=True, exist_ok=True)
        distinct = _DISTINCT.get(buffer.table.name, frozenset())
        pq.write_table(
            rows,
            path,
            compression="zstd",
            row_group_size=ROW_GROUP_ROWS,
            use_dictionary=[  # type: ignore[arg-type]  # a list of columns is fine
                name for name in rows.column_names if name not in distinct
            ],
            write_statistics=False,  # publish reads a part whole
        )
        self._parts.append(StagedPart(buffer.dataset, buffer.table.name, path, rows.num_rows))
        buffer.parts += 1
        buffer.clear()

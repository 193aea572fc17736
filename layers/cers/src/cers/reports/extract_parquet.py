"""The extract as Parquet: the same columns, typed. Whoever makes CSV needs none of Arrow."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from cers.reports.extract import COLUMNS, Kind, Line

_TYPES: Final = {
    Kind.TEXT: pa.string(),
    Kind.INTEGER: pa.int32(),
    Kind.NUMBER: pa.float64(),
    Kind.DAY: pa.date32(),
    Kind.MOMENT: pa.timestamp("ms", tz="UTC"),
}

SCHEMA: Final = pa.schema([pa.field(each.name, _TYPES[each.kind]) for each in COLUMNS])


@contextmanager
def parquet_file(path: Path) -> Iterator[Callable[[Iterable[Line]], None]]:
    """A new file; what it yields writes lines to it, however many times."""
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        yield lambda lines: _write(writer, list(lines))


def _write(writer: pq.ParquetWriter, lines: list[Line]) -> None:
    if not lines:
        return
    columns = [
        pa.array([line[index] for line in lines], each.type) for index, each in enumerate(SCHEMA)
    ]
    writer.write_table(pa.Table.from_arrays(columns, schema=SCHEMA))

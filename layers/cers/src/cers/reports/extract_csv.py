"""The extract as CSV (RFC 4180, UTF-8): numbers as they are, texts that no spreadsheet runs."""

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from cers.model.csv_text import inert
from cers.reports.extract import HEADER, Cell, Line


@contextmanager
def csv_file(path: Path) -> Iterator[Callable[[Iterable[Line]], None]]:
    """A new file with its header; what it yields writes lines to it, however many times."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        yield lambda lines: writer.writerows(map(_cells, lines))


def _cells(line: Line) -> list[str | int | float]:
    return [_cell(value) for value in line]


def _cell(value: Cell) -> str | int | float:
    match value:
        case None:
            return ""
        case str():
            return inert(value)
        case float():
            return int(value) if value.is_integer() else value
        case datetime():
            return value.isoformat(" ", "milliseconds").removesuffix("+00:00")
        case date():
            return value.isoformat()
        case _:
            return value

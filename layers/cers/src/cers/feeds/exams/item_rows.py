"""The items of an exam on their way to a table: as lists, or as rows of many exams' columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import pyarrow as pa

from cers.lake.arrays import Columns, as_array
from cers.lake.schema import staged_schema
from cers.model.tables import EXAM_ITEMS

ItemColumns = dict[str, Sequence[object]]
"""Column name -> one value an item."""

_TYPES: Final = {field.name: field.type for field in staged_schema(EXAM_ITEMS)}


@dataclass(frozen=True, slots=True)
class ItemRows:
    """Some rows of columns that hold the items of many exams."""

    columns: Mapping[str, "pa.Array[Any]"]
    start: int
    count: int


def size(items: ItemColumns | ItemRows) -> int:
    """How many items there are."""
    return items.count if isinstance(items, ItemRows) else len(items["item_key"])


def joined(exams: Sequence[ItemColumns | ItemRows]) -> Columns:
    """The items of several exams, in order."""
    runs = [run for _, group in groupby(exams, type) for run in _runs(list(group))]
    if len(runs) == 1:
        return runs[0]
    return {
        name: pa.concat_arrays([as_array(run[name], _TYPES[name]) for run in runs])
        for name in runs[0]
    }


def _runs(exams: Sequence[Any]) -> Iterator[Columns]:
    """Items of one kind with as few cuts as possible: what lies side by side stays together."""
    if isinstance(exams[0], dict):
        yield {name: [value for exam in exams for value in exam[name]] for name in exams[0]}
        return
    start = end = exams[0].start
    columns = exams[0].columns
    for exam in exams:
        if exam.columns is not columns or exam.start != end:
            yield _sliced(columns, start, end)
            columns, start = exam.columns, exam.start
        end = exam.start + exam.count
    yield _sliced(columns, start, end)


def _sliced(columns: Mapping[str, "pa.Array[Any]"], start: int, end: int) -> Columns:
    return {name: column.slice(start, end - start) for name, column in columns.items()}

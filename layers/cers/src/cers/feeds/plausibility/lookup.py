"""Looking things up once for each distinct value of a batch, not once for each row."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


def looked_up(
    columns: "tuple[pa.Array[Any], ...]", kind: pa.DataType, value: Callable[..., object]
) -> "pa.Array[Any]":
    """`value` of the rows' values in these columns, as an array of `kind`."""
    places, rows = _distinct(columns)
    found: pa.Array[Any] = pa.array([value(*row) for row in rows], kind).take(places)
    return found


def counted(first: "pa.Array[Any]", second: "pa.Array[Any]") -> list[tuple[str, str, int]]:
    """Each distinct pair of texts and how often it stands there."""
    pairs = pa.table({"first": first, "second": second}).group_by(["first", "second"])
    counts: Any = pairs.aggregate([([], "count_all")])
    columns = [counts[name].to_pylist() for name in ("first", "second", "count_all")]
    return list(zip(*columns, strict=True))


def _distinct(columns: "tuple[pa.Array[Any], ...]") -> "tuple[pa.Array[Any], list[Any]]":
    """Each row's place in the list of distinct rows, and that list."""
    if len(columns) == 1:
        encoded = columns[0].dictionary_encode(null_encoding="encode")
        return encoded.indices, [(each,) for each in encoded.dictionary.to_pylist()]
    numbers: Any = pa.repeat(pa.scalar(0, pa.int64()), len(columns[0]))
    dictionaries = []
    for column in columns:
        encoded = column.dictionary_encode(null_encoding="encode")
        dictionaries.append(encoded.dictionary.to_pylist())
        numbers = pc.add(
            pc.multiply(numbers, max(len(dictionaries[-1]), 1)), encoded.indices.cast(pa.int64())
        )
    combined = numbers.dictionary_encode()
    return combined.indices, [_row(each, dictionaries) for each in combined.dictionary.to_pylist()]


def _row(number: int, dictionaries: list[list[object]]) -> tuple[object, ...]:
    """The values that a number stands for, by the places they have in their dictionaries."""
    values: list[object] = []
    for dictionary in reversed(dictionaries):
        number, place = divmod(number, max(len(dictionary), 1))
        values.append(dictionary[place])
    return tuple(reversed(values))

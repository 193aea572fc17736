"""The attributes of many start tags, column by column.

Cut at its double quotes, a start tag is a line of fields: names and values by turns. Most tags have
the same names in the same order, which is their layout. A layout is proven once to be that of a
well-formed tag. Arrow's CSV reader then cuts the tags, and those that have the layout's names in
the layout's places are read; the others are tried with another layout.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import IO, Any, Final, Literal, TypeAlias, cast

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from cers.feeds.exams.plain.text import LONGEST

Array: TypeAlias = "pa.Array[Any]"

LETTERS: Final = " -%'-;=?-~"
"""The inside of a tag, as ranges of a pattern: printable ASCII but `&`, `<` and `>`."""

_LAYOUTS: Final = 8
"""How many layouts are told apart; whatever has another one is not read."""

_SAMPLE: Final = 64
_KEPT: Final = 64
_FIRST: Final = re.compile(" *([A-Za-z]+)=")
_NEXT: Final = re.compile(" +([A-Za-z]+)=")
_ENDS: Final = ("", " ", "/", " /")

Names = Sequence[str]
_Pieces = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attributes:
    """A column for each name, null where a tag lacks it, and the rows that could not be read."""

    columns: dict[str, Array]
    unread: list[int]


@dataclass(frozen=True, slots=True)
class _Layout:
    """What stands before each value, and the place of each name."""

    pieces: _Pieces
    places: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Part:
    """Tags of one layout."""

    rows: list[int]
    columns: dict[str, Array]


def read_tags(tags: Sequence[str], names: Names) -> Attributes:
    """The named attributes of tags that are made of `LETTERS` only; an empty text is no tag."""
    left = [row for row, tag in enumerate(tags) if tag]
    parts: list[_Part] = []
    while left and len(parts) < _LAYOUTS and (layout := _usual_layout(tags, left)):
        part = _read_alike(layout, tags, left, names)
        if len(part.rows) == len(tags):
            return Attributes(part.columns, [])
        left = sorted(set(left).difference(part.rows))
        parts.append(part)
    return Attributes(_in_order(parts, len(tags), names), left)


def _usual_layout(tags: Sequence[str], rows: Sequence[int]) -> _Layout | None:
    """The layout that most tags have, by a sample of them."""
    sample = rows[:: len(rows) // _SAMPLE + 1]
    usual = Counter(tuple(tags[row].split('"')[0::2]) for row in sample).most_common()
    return next((layout for pieces, _ in usual if (layout := _layout(pieces))), None)


@lru_cache(_KEPT)
def _layout(pieces: _Pieces) -> _Layout | None:
    """The layout of a tag that is cut into these pieces, if it is well-formed."""
    first, *others = pieces[:-1] or ("",)
    found = [_FIRST.fullmatch(first), *map(_NEXT.fullmatch, others)]
    names = [match[1] for match in found if match]
    if len(names) < len(found) or len(set(names)) < len(names) or pieces[-1] not in _ENDS:
        return None
    return _Layout(pieces[:-1], {name: place for place, name in enumerate(names)})


def _read_alike(layout: _Layout, tags: Sequence[str], rows: list[int], names: Names) -> _Part:
    """Those of the rows that have the layout."""
    lines = tags if len(rows) == len(tags) else [tags[row] for row in rows]
    fields, rows = _cut(lines, rows, 2 * len(layout.pieces) + 1)
    values = {
        name: fields[2 * layout.places[name] + 1]
        if name in layout.places
        else pa.nulls(len(rows), pa.string())
        for name in names
    }
    alike: list[Array] = [pc.is_in(fields[-1], value_set=pa.array(_ENDS))]
    for field, piece in zip(fields[0:-1:2], layout.pieces, strict=True):
        alike.append(pc.equal(field, pa.scalar(piece)))
    if all(pc.all(each).as_py() for each in alike):
        return _Part(rows, values)
    kept = reduce(pc.and_, alike)
    return _Part(
        [rows[number] for number in cast(list[int], pc.indices_nonzero(kept).to_pylist())],
        {name: column.filter(kept) for name, column in values.items()},
    )


def _cut(lines: Sequence[str], rows: list[int], width: int) -> tuple[list[Array], list[int]]:
    """The fields of the lines that have so many, column by column, and the rows of those lines."""
    others: list[int] = []

    def skip(line: csv.InvalidRow) -> Literal["skip"]:
        others.append(cast(int, line.number) - 1)  # it is known as there is one thread
        return "skip"

    names = [str(place) for place in range(width)]
    data = "\n".join(lines).encode()
    table = csv.read_csv(
        cast("IO[bytes]", pa.BufferReader(data)),
        csv.ReadOptions(use_threads=False, block_size=LONGEST, column_names=names),
        csv.ParseOptions(delimiter='"', quote_char=False, invalid_row_handler=skip),
        csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
        ),
    )
    missed = set(others)
    kept = [row for number, row in enumerate(rows) if number not in missed] if missed else rows
    return [column.combine_chunks() for column in table.columns], kept


def _in_order(parts: Sequence[_Part], size: int, names: Names) -> dict[str, Array]:
    """The parts as one, with nulls in the rows of no part."""
    rows = [row for part in parts for row in part.rows]
    rest = sorted(set(range(size)).difference(rows))
    nulls = pa.nulls(len(rest), pa.string())
    places = pc.sort_indices(pa.array([*rows, *rest], pa.int32()))
    return {
        name: pa.concat_arrays([*(part.columns[name] for part in parts), nulls]).take(places)
        for name in names
    }

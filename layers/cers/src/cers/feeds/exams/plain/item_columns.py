"""The items of many plain reports as columns of the lake, and which reports have a wrong one.

A column is cast at once where that is exact. Otherwise each of its distinct texts is read as in
a single report, which is exact by nature and costs little, since most texts repeat.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final, TypeAlias, TypeVar, cast

import pyarrow as pa
import pyarrow.compute as pc

from cers.feeds.exams.catalog import Expected
from cers.feeds.exams.item_rows import ItemRows
from cers.feeds.exams.items import ITEM_COLUMNS, RESPONSE_COLUMNS, SCORING_COLUMNS, ItemColumn
from cers.feeds.exams.plain.contents import contents
from cers.feeds.exams.plain.items import ItemTexts
from cers.feeds.exams.plain.tags import read_tags
from cers.lake.arrays import as_array
from cers.lake.schema import staged_schema
from cers.model.tables import EXAM_ITEMS

Array: TypeAlias = "pa.Array[Any]"
T = TypeVar("T")

_TYPES: Final = {field.name: field.type for field in staged_schema(EXAM_ITEMS)}

_BANK, _KEY = "bankKey", "key"
_RESPONSE_NAMES: Final = tuple(column.key for column in RESPONSE_COLUMNS)
_ITEM_NAMES: Final = (_BANK, _KEY, *(column.key for column in ITEM_COLUMNS))
_join: Final[Any] = pc.binary_join_element_wise
"""Its declared type knows no plain text as separator."""


class PlainItems:
    """The items of reports, which are known by their number in the list."""

    def __init__(self, reports: Sequence[ItemTexts]) -> None:
        self._starts = list(accumulate((len(each.tags) for each in reports), initial=0))
        self._known: dict[str, set[int]] = {}
        self._wrong: set[int] = set()
        items = self._attributes([each.tags for each in reports], _ITEM_NAMES)
        responses = self._attributes([each.responses for each in reports], _RESPONSE_NAMES)
        self._columns = {
            "item_key": self._item_keys(items),
            "response": self._contents([each.contents for each in reports]),
            **{column.name: self._read(column, items) for column in ITEM_COLUMNS},
            **{column.name: self._read(column, responses) for column in RESPONSE_COLUMNS},
            **{name: self._scorings(name, reports) for name in SCORING_COLUMNS},
        }
        keys = self._columns["item_key"].dictionary_encode()
        self._key_names = keys.dictionary.to_pylist()
        self._keys = keys.indices.to_pylist()

    def rows(self, report: int) -> ItemRows:
        """A report's items."""
        start, end = self._starts[report : report + 2]
        return ItemRows(self._columns, start, end - start)

    def are_good(self, report: int, expected: Expected) -> bool:
        """Whether each value is one, and each item is one of the assessment and stands there once.

        An item may well stand at two positions: to find out is left to the reading of one report.
        """
        keys = self._keys[self._starts[report] : self._starts[report + 1]]
        distinct = set(keys)
        alone = len(distinct) == len(keys)
        return alone and report not in self._wrong and distinct <= self._keys_of(expected)

    def _keys_of(self, expected: Expected) -> set[int]:
        assessment = expected.assessment
        if assessment.id not in self._known:
            self._known[assessment.id] = {
                number for number, key in enumerate(self._key_names) if key in assessment.items
            }
        return self._known[assessment.id]

    def _attributes(self, tags: Sequence[Sequence[str]], names: Sequence[str]) -> dict[str, Array]:
        attributes = read_tags(_flat(tags), names)
        self._note(attributes.unread)
        return attributes.columns

    def _item_keys(self, items: Mapping[str, Array]) -> Array:
        parts = [pc.fill_null(items[name], pa.scalar("")) for name in (_BANK, _KEY)]
        for part in parts:
            self._note_where(pc.equal(cast(Array, part), pa.scalar("")))
        keys: Array = _join(*parts, "-")
        return keys

    def _contents(self, raw: Sequence[Sequence[str]]) -> Array:
        texts, wrong = contents(pa.array(_flat(raw), pa.string()))
        self._note(wrong)
        return texts

    def _read(self, column: ItemColumn, texts: Mapping[str, Array]) -> Array:
        values = column.cast(texts[column.key])
        return self._read_distinct(column, texts[column.key]) if values is None else values

    def _read_distinct(self, column: ItemColumn, texts: Array) -> Array:
        filled: Any = pc.fill_null(texts, pa.scalar(""))
        encoded = filled.dictionary_encode()
        values: list[object] = []
        wrong: list[int] = []
        for number, text in enumerate(encoded.dictionary.to_pylist()):
            try:
                values.append(column.parse(text))
            except ValueError:
                values.append(None)
                wrong.append(number)
        if wrong:
            found: Array = pc.is_in(encoded.indices, value_set=pa.array(wrong, pa.int32()))
            self._note_where(found)
        return as_array(values, _TYPES[column.name]).take(encoded.indices)

    def _scorings(self, name: str, reports: Iterable[ItemTexts]) -> Array:
        values = (
            [row.get(name) for row in each.scorings] or [None] * len(each.tags) for each in reports
        )
        return as_array(_flat(values), _TYPES[name])

    def _note_where(self, wrong: Array) -> None:
        if pc.any(wrong).as_py():
            self._note(cast(list[int], pc.indices_nonzero(wrong).to_pylist()))

    def _note(self, rows: Iterable[int]) -> None:
        self._wrong.update(bisect_right(self._starts, row) - 1 for row in rows)


def _flat(parts: Iterable[Sequence[T]]) -> list[T]:
    whole: list[T] = []
    for part in parts:
        whole += part
    return whole

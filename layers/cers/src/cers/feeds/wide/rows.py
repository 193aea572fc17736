"""Rows of a wide file on their way from the reader to the rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cers.model.rule import Rule


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that could not be taken apart: its number, its line, and what is wrong with it."""

    number: int
    line: int
    rule: Rule
    message: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a file: a column of texts by its name in the layout, null where blank.

    `numbers` are the rows' places among the rows of the file, from 0, and `lines` the lines they
    start in, from 1; both ascend. `undecoded` says of columns which of their texts were not UTF-8
    (there the text is null). `following` is the number of the row after these. `suspect` is true if
    there may be a NUL character among the texts.
    """

    columns: Mapping[str, Any]
    numbers: Any
    lines: Any
    following: int
    broken: Sequence[BrokenRow] = ()
    undecoded: Sequence[tuple[str, Any]] = ()
    suspect: bool = False

    def __len__(self) -> int:
        return len(self.numbers)

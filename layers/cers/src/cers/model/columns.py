"""Rows on their way into the lake, column by column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat


@dataclass(frozen=True, slots=True)
class Repeated:
    """A column in which each value stands several times in a row: `counts[i]` times `values[i]`.

    Parts of an exam repeat what the exam says; here it is said once.
    """

    values: Sequence[object]
    counts: Sequence[int]

    def __iter__(self) -> Iterator[object]:
        return chain.from_iterable(map(repeat, self.values, self.counts))

    def __len__(self) -> int:
        return sum(self.counts)


Columns = Mapping[str, Sequence[object] | Repeated]
"""Column name -> values, all of one length.

A timestamp is either a datetime with its zone, or the text of a moment in UTC without one.
"""

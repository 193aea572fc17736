"""Exams that stand in several rows of a file, found in 12 bytes a row."""

from collections.abc import Iterator
from typing import Final

import pyarrow as pa

from cers.feeds.wide.arrow import Array, pc

_PARTS: Final = 16
"""The hashes are searched in so many parts, so that a part's table fits a cache."""

_AT_ONCE: Final = 65_536


class SeenExams:
    """Remembers a hash of each exam's name and the number of its row.

    The hash has 64 bits of SipHash: among ten million exams, the chance of taking any two
    different ones for the same is one in 300,000.
    """

    def __init__(self) -> None:
        self._hashes: list[Array] = []
        self._numbers: list[Array] = []

    def add(self, assessments: Array, opportunities: Array, numbers: Array) -> None:
        """Take the names of some exams, and their rows' numbers."""
        self._hashes.append(pc.bit_wise_xor(_hashes_of_few(assessments), _hashes(opportunities)))
        self._numbers.append(numbers.cast(pa.int32()))

    def repeated(self) -> Iterator[tuple[int, int]]:
        """Each row whose exam an earlier row has, as (row, first row), in no order."""
        hashes = pa.chunked_array(self._hashes, pa.int64())
        numbers = pa.chunked_array(self._numbers, pa.int32())
        parts = pc.bit_wise_and(hashes, _PARTS - 1).cast(pa.uint8())
        for part in range(_PARTS):
            chosen = pc.equal(parts, pa.scalar(part, pa.uint8()))
            some: Array = hashes.filter(chosen).combine_chunks()
            if len(some.unique()) < len(some):
                yield from _repeated(some, numbers.filter(chosen).combine_chunks())


def _hashes(texts: Array) -> Array:
    return pa.array(list(map(hash, texts.to_pylist())), pa.int64())


def _hashes_of_few(texts: Array) -> Array:
    """The same for texts that repeat; those of pairs, so that equal texts do not cancel out."""
    encoded = texts.dictionary_encode()
    each = [hash(("assessment", text)) for text in encoded.dictionary.to_pylist()]
    hashes: Array = pa.array(each, pa.int64())
    return hashes.take(encoded.indices)


def _repeated(hashes: Array, numbers: Array) -> Iterator[tuple[int, int]]:
    counts = hashes.value_counts()
    several = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    again = pc.is_in(hashes, value_set=several)
    yield from _after_the_first(hashes.filter(again), numbers.filter(again))


def _after_the_first(hashes: Array, numbers: Array) -> Iterator[tuple[int, int]]:
    first: dict[int, int] = {}
    for start in range(0, len(hashes), _AT_ONCE):
        keys = hashes.slice(start, _AT_ONCE).to_pylist()
        for key, number in zip(keys, numbers.slice(start, _AT_ONCE).to_pylist(), strict=True):
            if first.setdefault(key, number) != number:
                yield number, first[key]

"""Columns of text as columns of values, each different text read once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from cers.feeds.students.columns import Value

Array = Any
"""An Arrow array; the stubs tie each function to few types of it."""

_FAULTY: Final = object()


@dataclass(frozen=True, slots=True)
class Values:
    """A column's values, null where the text was empty or faulty, and which were faulty."""

    values: Array
    faulty: Array


def read_values(texts: Array, parse: Callable[[str], Value], kind: pa.DataType) -> Values:
    """Read every text; `parse` gives None for a faulty one and is not asked about empty ones."""
    encoded = texts.dictionary_encode()
    outcomes = [_outcome(text, parse) for text in encoded.dictionary.to_pylist()]
    values = pa.array([None if each is _FAULTY else each for each in outcomes], kind)
    faulty = pa.array([each is _FAULTY for each in outcomes], pa.bool_())
    return Values(values.take(encoded.indices), faulty.take(encoded.indices))


def _outcome(text: str | None, parse: Callable[[str], Value]) -> Value | object:
    if not text:
        return None
    value = parse(text)
    return _FAULTY if value is None else value


def any_of(*masks: Array) -> Array:
    """Where any of the masks is true."""
    whole, *others = masks
    for mask in others:
        whole = pc.or_(whole, mask)
    return whole

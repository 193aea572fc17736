"""Texts as typed values, a whole column at once, by Arrow.

Each cast knows the usual ones of the texts that the parser of single values knows, and reads them
as it does; it gives None for a column that has any other, and the parser decides. A blank text is
null.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from cers.feeds.exams.octets import are_between

Array: TypeAlias = "pa.Array[Any]"
Cast: TypeAlias = "Callable[[Array], Array | None]"

_MOMENT: Final = pa.timestamp("us", tz="UTC")
_FIRST_MOMENT: Final = pa.scalar(datetime(1, 1, 2, tzinfo=UTC), _MOMENT)
_LAST_MOMENT: Final = pa.scalar(datetime(9999, 12, 30, tzinfo=UTC), _MOMENT)
_SECONDS: Final = len("2026-03-02T09:00:00")


def required(cast: Cast) -> Cast:
    """A cast that gives up where a text is blank."""

    def checked(texts: Array) -> "Array | None":
        values = cast(texts)
        return None if values is None or values.null_count else values

    return checked


def counts(texts: Array) -> "Array | None":
    """Whole numbers from 0."""
    given = _given(texts)
    if not are_between(given, "0", "9") or not _are_as_long(given, 1, 9):
        return None
    return given.cast(pa.int32())


def integers(texts: Array) -> "Array | None":
    """Whole numbers of 32 bits."""
    given = _given(texts)
    if not are_between(given, "-", "9") or not _are_as_long(given, 1, 11):
        return None
    return _cast(given, pa.int32())


def numbers(texts: Array) -> "Array | None":
    """Finite plain decimals."""
    given = _given(texts)
    if not are_between(given, "-", "9"):
        return None
    values = _cast(given, pa.float64())
    return values if values is not None and _all(pc.is_finite(values)) else None


def numbers_between(least: float, most: float) -> Cast:
    """Plain decimals in a range, both ends included."""

    def cast(texts: Array) -> "Array | None":
        values = numbers(texts)
        if values is None:
            return None
        low, high = pa.scalar(float(least)), pa.scalar(float(most))
        inside: Array = pc.and_(pc.greater_equal(values, low), pc.less_equal(values, high))
        return values if _all(inside) else None

    return cast


def flags(texts: Array) -> "Array | None":
    """Truth values written as 0 and 1."""
    given = _given(texts)
    if not are_between(given, "0", "1") or not _are_as_long(given, 1, 1):
        return None
    values: Array = pc.equal(given, pa.scalar("1"))
    return values


def words(longest: int) -> Cast:
    """Texts of limited length without any blank in them."""

    def cast(texts: Array) -> "Array | None":
        given = _given(texts)
        sure = are_between(given, "!", "~") and _are_as_long(given, 1, longest)
        return given if sure else None

    return cast


def codes(known: Sequence[str]) -> Cast:
    """Codes in the case they are listed in."""
    values = pa.array(known)

    def cast(texts: Array) -> "Array | None":
        given = _given(texts)
        return given if _all(pc.is_in(given.drop_null(), value_set=values)) else None

    return cast


def moments(texts: Array) -> "Array | None":
    """Dates with a time, either all with an offset or all without one."""
    given = _given(texts)
    if not are_between(given, "+", "Z") or not _are_as_long(given, 16, 32):
        return None
    if not _all(pc.equal(pc.utf8_slice_codeunits(given, 10, 11), pa.scalar("T"))):
        return None
    values = _cast(given, _MOMENT if _has_offset(given) else pa.timestamp("us"))
    if values is None:
        return None
    values = values.cast(_MOMENT)
    sure = _all(pc.greater(values, _FIRST_MOMENT)) and _all(pc.less(values, _LAST_MOMENT))
    return values if sure else None


def _has_offset(moments: Array) -> bool:
    """Whether the first moment says how far it is from UTC."""
    first = next((each.as_py() for each in moments if each.is_valid), "")
    return bool(first[_SECONDS:].strip(".0123456789"))


def _given(texts: Array) -> Array:
    blank: Array = pc.equal(texts, pa.scalar(""))
    return pc.if_else(blank, pa.scalar(None, pa.string()), texts) if _any(blank) else texts


def _cast(texts: Array, kind: pa.DataType) -> "Array | None":
    try:
        return texts.cast(kind)
    except pa.ArrowInvalid:
        return None


def _are_as_long(texts: Array, least: int, most: int) -> bool:
    lengths: Any = pc.binary_length(texts)  # type: ignore[call-overload]
    found: Any = pc.min_max(lengths).as_py()
    return found["min"] is None or (least <= found["min"] and found["max"] <= most)


def _all(truths: Array) -> bool:
    return pc.all(truths).as_py() is not False


def _any(truths: Array) -> bool:
    return pc.any(truths).as_py() is True

"""Whole columns of texts as columns of typed values.

Arrow reads a column at once. Where it finds a text it cannot read, texts with strange characters
are set aside, and if that was not it, the column is halved until the culprits are alone. Each of
them is then read as the exams feed reads it: that decides.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import pyarrow as pa

from cers.feeds.exams import values
from cers.feeds.wide.arrow import Array, pc, repeated

Parse = Callable[[str], object]
"""One text as a value; None where it stands for none. Raises ValueError where it is no value."""

Cast = Callable[[Array], Array]
"""Texts as values, all at once. Raises pa.ArrowInvalid where one is no value."""

MOMENT: Final = pa.timestamp("us", tz="UTC")

_FEW: Final = 32
_KNOWN: Final = 65_536
_BLANKS: Final = (b" ", b"\t", b"\n", b"\r", b"\v", b"\f")
_WRONG: Final = object()
_OF_NUMBERS: Final = "0123456789.-+eE"
_OF_DAYS: Final = "0123456789-"
_OF_MOMENTS: Final = "0123456789-:.TZ+"
_NO_LENGTH: Final = pa.scalar(0, pa.int32())
_SHORTEST_MOMENT: Final = pa.scalar(16, pa.int32())
_FIRST_DAY: Final = pa.scalar(date.min, pa.date32())
_FIRST_MOMENT: Final = pa.scalar(datetime.min.replace(tzinfo=UTC), MOMENT)
_LAST_MOMENT: Final = pa.scalar(datetime.max.replace(tzinfo=UTC), MOMENT)


@dataclass(frozen=True, slots=True)
class Read:
    """Values, and which texts were none (None if all were values); there the value is null."""

    values: Array
    wrong: Array | None = None

    @property
    def mask(self) -> Array:
        """Where texts were no values."""
        return repeated(False, len(self.values)) if self.wrong is None else self.wrong


Reader = Callable[[Array], Read]
"""A column of texts, trimmed and null where blank, as values."""


def is_any(mask: Array) -> bool:
    """Whether a mask is true anywhere."""
    return pc.any(mask).as_py() is True


def flat(texts: Array) -> bytes:
    """The characters of all texts, one after the other."""
    _, offsets, data = texts.buffers()
    if data is None or not len(texts):
        return b""
    places = memoryview(offsets).cast("i")
    start, end = places[texts.offset], places[texts.offset + len(texts)]
    return data.slice(start, end - start).to_pybytes()  # type: ignore[no-any-return]


def trimmed(texts: Array) -> Array:
    """The texts without blanks around them, null where nothing is left."""
    data = flat(texts)
    if data.isascii() and not any(blank in data for blank in _BLANKS):
        return texts
    return null_if_empty(pc.utf8_trim_whitespace(texts))


def null_if_empty(texts: Array) -> Array:
    """The texts, null where one is empty."""
    empty = pc.equal(pc.binary_length(texts), _NO_LENGTH)
    return pc.if_else(empty, pa.scalar(None, pa.string()), texts) if is_any(empty) else texts


class Lookup:
    """Reads each different text once, for columns that repeat few of them."""

    def __init__(self, parse: Parse, kind: pa.DataType) -> None:
        self._parse = parse
        self._kind: Any = kind
        self._known: dict[str, object] = {}

    def __call__(self, texts: Array) -> Read:
        """The values of a column."""
        encoded = texts.dictionary_encode()
        found = [self._value(text) for text in encoded.dictionary.to_pylist()]
        wrong = [value is _WRONG for value in found]
        if not any(wrong):
            return Read(pa.array(found, self._kind).take(encoded.indices))
        known = [None if value is _WRONG else value for value in found]
        taken: Array = pa.array(known, self._kind).take(encoded.indices)
        return Read(taken, pa.array(wrong).take(encoded.indices).fill_null(False))

    def _value(self, text: str) -> object:
        if text not in self._known:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            self._known[text] = _parsed(text, self._parse)
        return self._known[text]


def _parsed(text: str, parse: Parse) -> object:
    try:
        return parse(text)
    except ValueError:
        return _WRONG


def numbers(texts: Array) -> Read:
    """Finite numbers."""
    read = _converted(texts, _cast_numbers, values.number, pa.float64(), _OF_NUMBERS)
    return _refuse(read, pc.invert(pc.is_finite(read.values)))


def scale_scores(texts: Array) -> Read:
    """Scale scores; NS (not scored) and 0 are none."""
    if b"S" in (data := flat(texts)) or b"s" in data:
        unscored = pc.equal(pc.ascii_upper(texts), "NS")
        texts = pc.if_else(unscored, pa.scalar(None, pa.string()), texts)
    read = numbers(texts)
    zero = pc.equal(read.values, 0.0)
    if not is_any(zero):
        return read
    return Read(pc.if_else(zero, pa.scalar(None, pa.float64()), read.values), read.wrong)


class Integers:
    """Reads whole numbers of 32 or 64 bits."""

    def __init__(self, kind: pa.DataType) -> None:
        self._kind = kind
        long = kind == pa.int64()
        self._one_by_one = Lookup(values.long_integer if long else values.integer, kind)

    def __call__(self, texts: Array) -> Read:
        """The values of a column."""
        data = flat(texts)
        if b"x" in data or b"X" in data:  # Arrow takes hexadecimal ones, too
            return self._one_by_one(texts)
        try:
            return Read(texts.cast(self._kind))
        except pa.ArrowInvalid:
            return self._one_by_one(texts)


def days(texts: Array) -> Read:
    """Dates, YYYY-MM-DD."""
    read = _converted(texts, _cast_days, values.day, pa.date32(), _OF_DAYS)
    return _refuse(read, pc.less(read.values, _FIRST_DAY))


def formatted_days(date_format: str) -> Reader:
    """The reader of dates in another format."""

    def parse(text: str) -> date:
        return datetime.strptime(text, date_format).date()  # noqa: DTZ007  (a date has no zone)

    return Lookup(parse, pa.date32())


def moments(texts: Array) -> Read:
    """Moments in UTC; one without an offset is in UTC already."""
    read = _converted(texts, _moment_cast(texts), values.timestamp, MOMENT, _OF_MOMENTS)
    outside = pc.or_(pc.less(read.values, _FIRST_MOMENT), pc.greater(read.values, _LAST_MOMENT))
    return _refuse(read, outside)


def _moment_cast(texts: Array) -> Cast:
    """How to read moments that are written like the first one."""
    first = texts.drop_null().slice(0, 1).to_pylist() if texts.null_count < len(texts) else []
    time = first[0][11:] if first else ""
    has_offset = time.endswith("Z") or "+" in time or "-" in time
    is_fine = len(time.rstrip("Z").split("+")[0].split("-")[0].partition(".")[2]) > 6
    unit: Any = "ns" if is_fine else "us"
    kind = pa.timestamp(unit, "UTC") if has_offset else pa.timestamp(unit)

    def cast(some: Array) -> Array:
        if b" " in flat(some) or is_any(pc.less(pc.binary_length(some), _SHORTEST_MOMENT)):
            raise pa.ArrowInvalid("Arrow takes forms that are not ours")
        return some.cast(kind).cast(MOMENT, safe=False)

    return cast


def _refuse(read: Read, wrong: Array) -> Read:
    """The same values without those that are wrong after all."""
    if not is_any(wrong):
        return read
    wrong = wrong.fill_null(False)
    kept = pc.if_else(wrong, pa.scalar(None, read.values.type), read.values)
    return Read(kept, wrong if read.wrong is None else pc.or_(wrong, read.wrong))


def _cast_numbers(texts: Array) -> Array:
    return texts.cast(pa.float64())


def _cast_days(texts: Array) -> Array:
    return texts.cast(pa.date32())


def _converted(texts: Array, cast: Cast, parse: Parse, kind: pa.DataType, characters: str) -> Read:
    """The values of texts, of which those that can be cast have no other characters than these."""
    try:
        return Read(cast(texts))
    except pa.ArrowInvalid:
        strange = pc.greater(pc.binary_length(pc.ascii_trim(texts, characters)), _NO_LENGTH)
    if not is_any(strange):
        return _halved(texts, cast, parse, kind)
    strange = strange.fill_null(False)
    usual = pc.replace_with_mask(texts, strange, pa.scalar(None, pa.string()))
    read = _halved(usual, cast, parse, kind)
    aside = _one_by_one(texts.filter(strange), parse, kind)
    return Read(
        pc.replace_with_mask(read.values, strange, aside.values),
        pc.replace_with_mask(read.mask, strange, aside.mask),
    )


def _halved(texts: Array, cast: Cast, parse: Parse, kind: pa.DataType) -> Read:
    try:
        return Read(cast(texts))
    except pa.ArrowInvalid:
        if len(texts) <= _FEW:
            return _one_by_one(texts, parse, kind)
    middle = len(texts) // 2
    halves = (texts.slice(0, middle), texts.slice(middle))
    return _joined([_halved(half, cast, parse, kind) for half in halves])


def _one_by_one(texts: Array, parse: Parse, kind: Any) -> Read:
    found = [None if text is None else _parsed(text, parse) for text in texts.to_pylist()]
    known = [None if value is _WRONG else value for value in found]
    return Read(pa.array(known, kind), pa.array([value is _WRONG for value in found]))


def _joined(parts: list[Read]) -> Read:
    joined = pa.concat_arrays([part.values for part in parts])
    return Read(joined, pa.concat_arrays([part.mask for part in parts]))

"""Files whose columns lie at fixed places: bytes in, batches of text columns out.

Places and widths count characters, not bytes: in UTF-8 a letter with an accent is one character of
two bytes. Lines end with LF or CRLF, the last one with either or neither.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final, cast

import pyarrow as pa
import pyarrow.compute as pc

from cers.feeds.wide.layout import Layout, WideColumn

BLOCK_BYTES: Final = 8 * 1024 * 1024
"""How much of a file is held at once."""

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_BYTES_PER_CHARACTER: Final = 4
_SPARE_BYTES: Final = 1024
"""Blanks that may follow a record; a longer line is refused without a look at its end."""

Fault = tuple[int, str]
"""A line of the file, counted from 1, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class FixedBatch:
    """Some records of a file: `table` has the layout's columns, in order, as trimmed texts.

    A blank field is an empty text. `lines` says in which line of the file each row stands. Lines
    that are no records of the layout are in `faults` instead; blank lines are in neither.
    """

    table: pa.Table
    first_line: int
    faults: Sequence[Fault]
    lines: pa.Int64Array


def record_width(columns: Sequence[WideColumn]) -> int:
    """How many characters a record has: up to the end of its last column."""
    return max((_end(column) for column in columns), default=0)


def fixed_width_batches(
    stream: BinaryIO, layout: Layout, *, block_bytes: int = BLOCK_BYTES
) -> Iterator[FixedBatch]:
    """The records of a fixed-width file, a batch for each block of it."""
    width = record_width(layout.columns)
    first_line = 1
    for block in _blocks(stream, block_bytes, _longest_bytes(width)):
        lines = _lines(block.removeprefix(_BYTE_ORDER_MARK) if first_line == 1 else block)
        yield _batch(lines, first_line, width, layout.columns)
        first_line += len(lines)


def _end(column: WideColumn) -> int:
    return _offset(column) + (column.length or 0)


def _offset(column: WideColumn) -> int:
    """Where a column starts, counted from 0."""
    return (column.start or 1) - 1


def _longest_bytes(width: int) -> int:
    return width * _BYTES_PER_CHARACTER + _SPARE_BYTES


def _blocks(stream: BinaryIO, block_bytes: int, longest: int) -> Iterator[bytes]:
    """Whole lines, many at once; a line of any length is held no further than to be refused."""
    rest = b""
    while chunk := stream.read(block_bytes):
        head, newline, tail = chunk.rpartition(b"\n")
        if newline:
            yield rest + head
            rest = tail
        else:
            rest += tail
        rest = rest[: longest + 1]
    if rest:
        yield rest


def _lines(block: bytes) -> pa.StringArray:
    """The lines of a block without their ends, as bytes that may not be UTF-8."""
    split = pc.split_pattern(pa.array([block], pa.large_binary()), pattern="\n")
    texts = pc.list_flatten(split).cast(pa.binary()).view(pa.string())
    return cast(pa.StringArray, pc.ascii_rtrim(texts, characters="\r"))


def _batch(
    lines: pa.StringArray, first_line: int, width: int, columns: Sequence[WideColumn]
) -> FixedBatch:
    numbers = pa.array(range(first_line, first_line + len(lines)), pa.int64())
    faults: list[Fault] = []
    filled = pc.greater(pc.binary_length(pc.ascii_trim_whitespace(lines)), _count(0))
    lines, numbers = lines.filter(filled), numbers.filter(filled)
    for is_wrong, message in (
        (_is_oversized, f"The line has more than {width} characters: write one record a line."),
        (_is_not_utf8, "The line is not text in UTF-8: write the whole file in UTF-8."),
        (_is_long, _wrong_width("more", width)),
        (_is_short, _wrong_width("fewer", width)),
    ):
        wrong = is_wrong(lines, width)
        faults += [(number.as_py(), message) for number in numbers.filter(wrong)]
        lines, numbers = lines.filter(pc.invert(wrong)), numbers.filter(pc.invert(wrong))
    return FixedBatch(_table(lines, columns), first_line, sorted(faults), numbers)


def _count(number: int) -> pa.Int32Scalar:
    return pa.scalar(number, pa.int32())


def _wrong_width(how: str, width: int) -> str:
    return (
        f"The line has {how} than the {width} characters of a record: "
        "fill each column with blanks up to its width, also the last one."
    )


def _is_oversized(lines: pa.StringArray, width: int) -> pa.BooleanArray:
    return pc.greater(pc.binary_length(lines), _count(_longest_bytes(width)))


def _is_not_utf8(lines: pa.StringArray, _: int) -> pa.BooleanArray:
    try:
        lines.validate(full=True)
    except pa.ArrowInvalid:
        return pa.array([not _is_utf8(line.as_py()) for line in lines.view(pa.binary())])
    return pa.repeat(False, len(lines))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_long(lines: pa.StringArray, width: int) -> pa.BooleanArray:
    """Blanks may follow a record."""
    return pc.greater(pc.utf8_length(pc.ascii_rtrim(lines, characters=" ")), _count(width))


def _is_short(lines: pa.StringArray, width: int) -> pa.BooleanArray:
    """A line that was cut cannot be told from one whose last blanks were trimmed."""
    return pc.less(pc.utf8_length(lines), _count(width))


def _table(lines: pa.StringArray, columns: Sequence[WideColumn]) -> pa.Table:
    return pa.table(_cut(lines, columns, 0), names=[column.name for column in columns])


def _cut(lines: pa.StringArray, columns: Sequence[WideColumn], offset: int) -> list[pa.StringArray]:
    """The columns of records, of which the first `offset` characters were cut off already.

    In plain ASCII a character is a byte, which is found at once. To find a character in other
    text, all of it must be read up to there, for every column anew; so it is halved until the
    parts are plain, or a single column.
    """
    if pc.all(pc.string_is_ascii(lines), min_count=0).as_py():
        return [_bytes_of(lines, column, offset) for column in columns]
    if len(columns) == 1:
        return [_characters_of(lines, columns[0], offset)]
    half = len(columns) // 2
    middle = _offset(columns[half])
    left = pc.utf8_slice_codeunits(lines, 0, middle - offset)
    right = pc.utf8_slice_codeunits(lines, middle - offset)
    return _cut(left, columns[:half], offset) + _cut(right, columns[half:], middle)


def _bytes_of(lines: pa.StringArray, column: WideColumn, offset: int) -> pa.StringArray:
    data = lines.view(pa.binary())
    part = pc.binary_slice(data, _offset(column) - offset, _end(column) - offset)
    return cast(pa.StringArray, pc.ascii_trim_whitespace(part.view(pa.string())))


def _characters_of(lines: pa.StringArray, column: WideColumn, offset: int) -> pa.StringArray:
    part = pc.utf8_slice_codeunits(lines, _offset(column) - offset, _end(column) - offset)
    return pc.utf8_trim_whitespace(part)

"""A stream of delimited text as blocks of whole lines, whatever their length."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedIOBase
from typing import BinaryIO, Final, cast

BLOCK_BYTES: Final = 8 * 1024 * 1024
LONGEST_ROW: Final = 1024 * 1024
"""No row may have more bytes: a quote that nobody closes must not swallow the file."""

LINE_ENDS: Final = (b"\n", b"\r")


@dataclass(frozen=True, slots=True)
class Block:
    """The first bytes of a buffer; only good until the next block is asked for."""

    buffer: bytearray
    size: int

    @property
    def view(self) -> memoryview:
        """The bytes, where they are."""
        return memoryview(self.buffer)[: self.size]

    @property
    def ends_line(self) -> bool:
        """Whether the last line is whole."""
        return self.buffer.endswith(LINE_ENDS, 0, self.size)

    def holds(self, byte: bytes) -> bool:
        """Whether a byte occurs."""
        return self.buffer.find(byte, 0, self.size) >= 0

    def count_lines(self) -> int:
        """How many lines there are, by line feeds; the last one may lack its own.

        Searching for each takes a fifth of the time that counting them does.
        """
        lines = place = 0
        while place := self.buffer.find(b"\n", place, self.size) + 1:
            lines += 1
        return lines + (not self.buffer.endswith(b"\n", 0, self.size))

    def first_line(self) -> bytes:
        """The first line, with its end if it has one."""
        end = _first_end(self.buffer, self.size)
        return bytes(self.view if end < 0 else self.view[:end])

    def last_line(self) -> bytes:
        """The last line, after the last line feed but one."""
        return bytes(self.view[self.buffer.rfind(b"\n", 0, self.size - 1) + 1 :])


def _first_end(data: bytearray, size: int) -> int:
    """Where the first line ends, or -1."""
    found = [data.find(end, 0, size) for end in LINE_ENDS]
    ends = [place for place in found if place >= 0]
    if not ends:
        return -1
    first = min(ends)
    return first + 2 if data.startswith(b"\r\n", first, size) else first + 1


class Blocks:
    """Gives a stream block by block; what is left of one is given back and comes again.

    One buffer serves all blocks: getting fresh memory for each would take as long as reading it.
    """

    def __init__(self, stream: BinaryIO, size: int = BLOCK_BYTES) -> None:
        self._stream = cast(BufferedIOBase, stream)  # what can be read into a buffer
        self._buffer = bytearray(size)
        self._filled = 0
        self._used = 0
        self.at_end = False
        """Whether the stream has ended, so that nothing follows what is in the buffer."""

    def next(self, least: int = 0) -> Block:
        """Whole lines, more than `least` bytes of them; at the end whatever is left.

        Where no line ends within the longest row, the block is the begin of that line. An
        empty block says that there is no more.
        """
        self._drop()
        while True:
            self._fill()
            end = self._end_of_lines()
            if end <= least and (self.at_end or self._filled > max(LONGEST_ROW, least)):
                end = self._filled
            if end > least or self.at_end:
                self._used = end
                return Block(self._buffer, end)
            self._grow()

    def give_back(self, count: int) -> None:
        """Take the last bytes of the block back: they begin the next one."""
        self._used -= count

    def skip_line(self) -> None:
        """Leave everything aside up to the end of the line."""
        self._drop()
        while not self.at_end:
            self._fill()
            end = _first_end(self._buffer, self._filled)
            self._used = self._filled if end < 0 else end
            if end >= 0:
                return
            self._drop()

    def _drop(self) -> None:
        """Forget what was used."""
        rest = self._filled - self._used
        self._buffer[:rest] = self._buffer[self._used : self._filled]
        self._filled, self._used = rest, 0

    def _fill(self) -> None:
        while not self.at_end and self._filled < len(self._buffer):
            count = self._stream.readinto(memoryview(self._buffer)[self._filled :])
            self._filled += count
            self.at_end = not count

    def _grow(self) -> None:
        """Make room for as much again, in a new buffer: blocks may still look at the old one."""
        self._buffer = self._buffer + bytes(len(self._buffer))

    def _end_of_lines(self) -> int:
        """Where the last line that is whole ends; a CR at the end may still get its LF."""
        end = self._buffer.rfind(b"\n", 0, self._filled) + 1
        return end or self._buffer.rfind(b"\r", 0, max(self._filled - 1, 0)) + 1


@dataclass(frozen=True, slots=True)
class Record:
    """One record: how many lines stand before it in its block, its columns, and its bytes.

    The bytes end with a line feed, whatever the record ended with. A carriage return alone makes
    no line within a quoted value.
    """

    lines_before: int
    width: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Records:
    """The whole records of a block, and how many lines and bytes they have together."""

    each: Sequence[Record]
    line_count: int
    size: int


def find_records(block: bytes, delimiter: str) -> Records:
    """The whole records of a block, in which quoted values may hold line ends.

    Reads like Arrow: a quote opens a quoted value at its begin only, and two stand for one.
    """
    lines = block.splitlines(keepends=True)
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter)
    found: list[Record] = []
    line_count = size = 0
    while True:
        start = source.given
        try:
            width = len(next(reader))
        except (StopIteration, csv.Error):  # the end, or a field beyond all measure
            break
        if source.ended:
            break
        data = b"".join(lines[start : source.given])
        record = Record(line_count, width, _without_end(data) + b"\n")
        found.append(record)
        line_count += record.data.count(b"\n")
        size += len(data)
    return Records(found, line_count, size)


def _without_end(line: bytes) -> bytes:
    return line[:-2] if line.endswith(b"\r\n") else line[: len(line) - line.endswith(LINE_ENDS)]


class _Lines(Iterator[str]):
    """Lines as the csv module reads them; says whether it asked for one more than there are."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        self._lines = lines
        self.given = 0
        self.ended = False

    def __next__(self) -> str:
        if self.given == len(self._lines):
            self.ended = True
            raise StopIteration
        line = self._lines[self.given].decode("latin-1")
        self.given += 1
        return line

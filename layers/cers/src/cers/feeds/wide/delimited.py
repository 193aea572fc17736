"""Delimited files as batches of text columns, in bounded memory whatever is in them.

Arrow takes the blocks of a stream apart. Where that goes wrong, or could go wrong because quoted
values hold line ends, the block is looked at record by record first: that finds out where its last
record ends, in which line each begins, and which have more or fewer columns than they should.
"""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.csv as pv

from cers.feeds.wide import rules
from cers.feeds.wide.arrow import Array, count_from, pc
from cers.feeds.wide.blocks import (
    BLOCK_BYTES,
    LONGEST_ROW,
    Block,
    Blocks,
    Record,
    find_records,
)
from cers.feeds.wide.header import MARK, Header, read_header
from cers.feeds.wide.layout import Layout
from cers.feeds.wide.rows import BrokenRow, Rows
from cers.feeds.wide.values import is_any
from cers.model.rule import Rule

_PARSED_BYTES: Final = 2 * 1024 * 1024
"""What Arrow parses at once: so much fits a processor's cache, which makes it a fifth faster."""


class DelimitedFile:
    """Reads one file, whose first row gets the given number.

    `findings` say what is wrong with its header; `is_blank` that it holds nothing at all.
    """

    def __init__(
        self,
        stream: BinaryIO,
        layout: Layout,
        number: int = 0,
        block_bytes: int = BLOCK_BYTES,
    ) -> None:
        self._layout = layout
        self._blocks = Blocks(stream, block_bytes)
        self._number = number
        self._line = 2
        block = self._blocks.next()
        line = block.first_line()
        self._blocks.give_back(block.size - len(line))
        self.is_blank = not bytes(block.view).removeprefix(MARK).strip()
        self.header, self.findings = read_header(line, layout)

    def batches(self) -> Iterator[Rows]:
        """The rows after the header; none if there is no header."""
        if self.header is None:
            return
        block = self._blocks.next()
        while block.size:
            rows = self._read(block, self.header)
            if rows is not None:
                yield rows
            block = self._blocks.next(least=block.size if rows is None else 0)

    def _read(self, block: Block, header: Header) -> Rows | None:
        """The rows of a block; None if its first record goes on, so that more must be read."""
        if not self._blocks.at_end and not block.ends_line:
            self._blocks.skip_line()
            return self._broken(rules.TOO_LONG_ROW, f"has more than {LONGEST_ROW:,} bytes")
        try:
            table = self._parse(block.view, header, pa.string(), _PARSED_BYTES)
        except pa.ArrowInvalid:
            return self._read_carefully(block, header)
        count = table.num_rows
        if count != block.count_lines() or not _ends_within(block, self._layout.delimiter):
            return self._read_carefully(block, header)
        lines = count_from(self._line, count)
        self._line += count
        return self._rows(table, (), lines, header, suspect=block.holds(b"\0"))

    def _read_carefully(self, block: Block, header: Header) -> Rows | None:
        records = find_records(bytes(block.view), self._layout.delimiter)
        if not records.size:
            return self._read_on(block)
        self._blocks.give_back(block.size - records.size)
        table, invalid = self._parse_each(records.each, header)
        lines = pa.array([self._line + record.lines_before for record in records.each], pa.int64())
        self._line += records.line_count
        return self._rows(table, invalid, lines, header, suspect=block.holds(b"\0"))

    def _parse_each(
        self, records: Sequence[Record], header: Header
    ) -> tuple[pa.Table, list[tuple[int, int]]]:
        """The records as columns, and those with other columns: their places and how many.

        Nothing need be UTF-8.
        """
        fitting = {0, header.width}
        data = b"".join(record.data for record in records if record.width in fitting)
        invalid = [
            (place, record.width)
            for place, record in enumerate(records)
            if record.width not in fitting
        ]
        if not data:
            names = [str(place) for place in header.kept.values()]
            return pa.table({name: pa.array([], pa.binary()) for name in names}), invalid
        return self._parse(memoryview(data), header, pa.binary(), len(data) + 1), invalid

    def _read_on(self, block: Block) -> Rows | None:
        """None, to read on for the end of the record; or its first line is left out."""
        if not self._blocks.at_end and block.size <= LONGEST_ROW:
            self._blocks.give_back(block.size)
            return None
        self._blocks.give_back(block.size - len(block.first_line()))
        return self._broken(rules.UNCLOSED_QUOTE, "opens a quote that is not closed")

    def _broken(self, rule: Rule, what: str) -> Rows:
        """No rows but one line that is left out."""
        message = f"The row {what}: this line was left out, mend it."
        broken = BrokenRow(self._number, self._line, rule, message)
        self._number += 1
        self._line += 1
        none = pa.array([], pa.int64())
        return Rows({}, none, none, self._number, (broken,))

    def _parse(self, block: memoryview, header: Header, kind: Any, parsed_bytes: int) -> pa.Table:
        """The columns of a block by their places.

        Raises:
            pa.ArrowInvalid: a row has more or fewer columns, or is not UTF-8 where it should be.
        """
        names = [str(place) for place in range(header.width)]
        kept = [str(place) for place in header.kept.values()]
        source: Any = pa.py_buffer(block)
        table = pv.read_csv(
            source,
            pv.ReadOptions(use_threads=False, block_size=parsed_bytes, column_names=names),
            pv.ParseOptions(delimiter=self._layout.delimiter, ignore_empty_lines=False),
            pv.ConvertOptions(
                include_columns=kept,
                column_types=dict.fromkeys(kept, kind),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
        return table.combine_chunks()

    def _rows(
        self,
        table: pa.Table,
        invalid: Sequence[tuple[int, int]],
        lines: Array,
        header: Header,
        *,
        suspect: bool,
    ) -> Rows:
        numbers = count_from(self._number, len(lines))
        self._number += len(lines)
        broken = [
            BrokenRow(numbers[place].as_py(), lines[place].as_py(), *_count_fault(count, header))
            for place, count in invalid
        ]
        if invalid:
            places = pa.array([place for place, _ in invalid], pa.int64())
            kept = pc.invert(pc.is_in(count_from(0, len(lines)), value_set=places))
            numbers, lines = numbers.filter(kept), lines.filter(kept)
        filled = _filled(table)
        if filled is not None:
            table, numbers, lines = (each.filter(filled) for each in (table, numbers, lines))
        columns, undecoded = _decoded(header, table)
        return Rows(columns, numbers, lines, self._number, broken, undecoded, suspect)


def _count_fault(count: int, header: Header) -> tuple[Rule, str]:
    message = (
        f"The row has {count} columns, the header {header.width}: put values that hold the "
        "delimiter into quotes."
    )
    return rules.WRONG_COLUMN_COUNT, message


def _ends_within(block: Block, delimiter: str) -> bool:
    """Whether the record of the last line ends with it, rather than in the next block."""
    last = block.last_line()
    return b'"' not in last or find_records(last, delimiter).size == len(last)


def _filled(table: pa.Table) -> Array | None:
    """Where a row has any value; None if all have."""
    empty: Array = None
    for column in table.columns:
        if not column.null_count:
            return None
        null = pc.is_null(column)
        empty = null if empty is None else pc.and_(empty, null)
        if not is_any(empty):
            return None
    return pc.invert(empty).combine_chunks()


def _decoded(header: Header, table: pa.Table) -> tuple[dict[str, Array], list[tuple[str, Array]]]:
    """The columns as texts, and where in them something is not UTF-8."""
    columns: dict[str, Array] = {}
    undecoded: list[tuple[str, Array]] = []
    for name, column in zip(header.kept, table.columns, strict=True):
        texts: Array = column.chunk(0) if column.num_chunks else pa.array([], column.type)
        if texts.type == pa.binary():
            texts, wrong = _decode(texts)
            undecoded += [] if wrong is None else [(name, wrong)]
        columns[name] = texts
    return columns, undecoded


def _decode(data: Array) -> tuple[Array, Array | None]:
    try:
        return data.cast(pa.string()), None
    except pa.ArrowInvalid:
        wrong = pa.array([value is not None and not _is_utf8(value) for value in data.to_pylist()])
        known = pc.replace_with_mask(data, wrong, pa.scalar(None, pa.binary()))
        return known.cast(pa.string()), wrong


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True

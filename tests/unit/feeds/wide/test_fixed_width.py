"""Fixed-width files become text columns, and lines that are no records become faults."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cers.feeds.wide.fixed_width import (
    BLOCK_BYTES,
    FixedBatch,
    fixed_width_batches,
    record_width,
)
from cers.feeds.wide.layout import FIXED_WIDTH, Layout, WideColumn

NAME = WideColumn("name", start=1, length=6)
CODE = WideColumn("code", start=8, length=2)
LAYOUT = Layout("made-up", "Made up", FIXED_WIDTH, (NAME, CODE))


def read(data: bytes, block_bytes: int = BLOCK_BYTES) -> list[FixedBatch]:
    return list(fixed_width_batches(io.BytesIO(data), LAYOUT, block_bytes=block_bytes))


def records(data: bytes, block_bytes: int = BLOCK_BYTES) -> list[tuple[int, str, str]]:
    return [
        (line, row["name"], row["code"])
        for batch in read(data, block_bytes)
        for line, row in zip(batch.lines.to_pylist(), batch.table.to_pylist(), strict=True)
    ]


def faults(data: bytes, block_bytes: int = BLOCK_BYTES) -> list[tuple[int, str]]:
    return [fault for batch in read(data, block_bytes) for fault in batch.faults]


def test_columns_lie_where_the_layout_says_and_lose_their_blanks() -> None:
    assert records(b"Ada    01\n Zoe   2 \n") == [(1, "Ada", "01"), (2, "Zoe", "2")]


def test_a_blank_field_is_an_empty_text() -> None:
    assert records(b"       01\n") == [(1, "", "01")]


def test_a_width_counts_characters_and_not_bytes() -> None:
    text = "Łucja  01\nAda    02\nZoë    03\n"
    assert records(text.encode()) == [(1, "Łucja", "01"), (2, "Ada", "02"), (3, "Zoë", "03")]


def test_characters_between_the_columns_are_left_out() -> None:
    assert records(b"Ada   #01\n") == [(1, "Ada", "01")]


@pytest.mark.parametrize("data", [b"Ada    01\r\nBob    02\r\n", b"Ada    01\nBob    02"])
def test_lines_end_with_crlf_or_lf_and_the_last_one_with_nothing(data: bytes) -> None:
    assert records(data) == [(1, "Ada", "01"), (2, "Bob", "02")]
    assert faults(data) == []


def test_blanks_may_follow_a_record() -> None:
    assert records(b"Ada    01     \r\n") == [(1, "Ada", "01")]


def test_blank_lines_are_no_records_but_are_counted() -> None:
    assert records(b"\nAda    01\n\n   \nBob    02\n\n") == [(2, "Ada", "01"), (5, "Bob", "02")]
    assert faults(b"\n  \n\r\n") == []


def test_a_byte_order_mark_is_left_out() -> None:
    assert records(b"\xef\xbb\xbfAda    01\n") == [(1, "Ada", "01")]


def test_an_empty_file_has_no_batches() -> None:
    assert read(b"") == []


def test_a_short_line_is_a_fault_and_the_others_are_read() -> None:
    data = b"Ada    01\nBob\nCyd    03\n"
    assert records(data) == [(1, "Ada", "01"), (3, "Cyd", "03")]
    [(line, message)] = faults(data)
    assert line == 2
    assert "fewer than the 9 characters" in message


def test_a_long_line_is_a_fault() -> None:
    [(line, message)] = faults(b"Ada    01\nBob    02x\n")
    assert line == 2
    assert "more than the 9 characters" in message


def test_a_line_that_is_no_utf_8_is_a_fault_and_the_others_are_read() -> None:
    data = "Zoë    01\n".encode() + b"Zo\xeb    02\nAda    03\n"
    assert records(data) == [(1, "Zoë", "01"), (3, "Ada", "03")]
    [(line, message)] = faults(data)
    assert line == 2
    assert "UTF-8" in message


def test_faults_never_hold_what_the_line_says() -> None:
    data = b"Secretary\xff\nSecret\nSecretary of state\n"
    assert [line for line, _ in faults(data)] == [1, 2, 3]
    assert not any("Secret" in message for _, message in faults(data))


def test_faults_come_in_the_order_of_the_lines() -> None:
    data = b"x\n" + b"y" * 20 + b"\n\xff\xff\nz\nAda    01\n"
    assert [line for line, _ in faults(data)] == [1, 2, 3, 4]


def test_a_line_without_end_is_refused_without_being_held() -> None:
    data = b"Ada    01\n" + b"x" * 100_000 + b"\nBob    02\n"
    assert records(data, 512) == [(1, "Ada", "01"), (3, "Bob", "02")]
    assert [line for line, _ in faults(data, 512)] == [2]


def test_what_hides_behind_endless_blanks_is_not_overlooked() -> None:
    data = b"Ada    01" + b" " * 5_000 + b"hidden" + b" " * 5_000 + b"\nBob    02\n"
    assert records(data, 512) == [(2, "Bob", "02")]
    assert [line for line, _ in faults(data, 512)] == [1]


@pytest.mark.parametrize("block_bytes", [1, 2, 7, 10, 11, 64])
def test_blocks_may_end_anywhere(block_bytes: int) -> None:
    data = "\ufeffŁucja  01\r\n\r\nAda\r\nZoë    03\r\nBob    04".encode()
    expected = [(1, "Łucja", "01"), (4, "Zoë", "03"), (5, "Bob", "04")]
    assert records(data, block_bytes) == expected
    assert [line for line, _ in faults(data, block_bytes)] == [3]


def test_batches_say_where_they_begin() -> None:
    assert [batch.first_line for batch in read(b"Ada    01\n" * 5, 25)] == [1, 3]


def test_a_record_ends_with_its_last_column() -> None:
    assert record_width(LAYOUT.columns) == 9
    assert record_width(()) == 0


CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Z"), exclude_characters='^"'),
    max_size=5,
)


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=20), st.booleans())
@example([("Zoë", "", "Ł"), ("", "", "x")], True)
def test_a_fixed_width_file_says_what_the_delimited_one_says(
    rows: list[tuple[str, str, str]], windows: bool
) -> None:
    """Rows of blanks alone are no records in either."""
    newline = "\r\n" if windows else "\n"
    columns = tuple(WideColumn(name, start=at * 7 + 1, length=6) for at, name in enumerate("abc"))
    layout = Layout("made-up", "Made up", FIXED_WIDTH, columns)
    data = "".join("".join(cell.ljust(7) for cell in row) + newline for row in rows).encode()
    text = "".join("^".join(row) + newline for row in rows)
    expected = list(
        csv.reader(io.StringIO(text, newline=""), delimiter="^", quoting=csv.QUOTE_NONE)
    )
    batches = fixed_width_batches(io.BytesIO(data), layout)
    got = [list(row.values()) for batch in batches for row in batch.table.to_pylist()]
    assert got == [row for row in expected if any(row)]

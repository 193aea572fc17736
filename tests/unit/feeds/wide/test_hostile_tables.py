"""Tables that are hostile, damaged or merely odd: told clearly and in bounded memory."""

import csv
import io
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cers.feeds.wide.blocks import LONGEST_ROW, Blocks, find_records
from cers.feeds.wide.delimited import DelimitedFile
from cers.feeds.wide.layout import Layout, WideColumn
from cers.feeds.wide.results import read_results
from cers.model.delivery import Counts
from tests.support.exams import a_reference
from tests.support.wide import DIGEST, HEADER, Taken, a_row, a_table, take, take_rows

SMALL = Layout(
    "small", "A small one", ",", tuple(WideColumn(name, target="first_name") for name in "abc")
)


@pytest.fixture
def delivery(tmp_path):
    return tmp_path / "delivery"


def read_small(data: bytes, block_bytes: int) -> tuple[list[tuple[object, ...]], list[str]]:
    """Every row of a table of three columns as (number, line, a, b, c), and what is broken."""
    file = DelimitedFile(io.BytesIO(data), SMALL, block_bytes=block_bytes)
    rows: list[tuple[object, ...]] = []
    broken = []
    for batch in file.batches():
        columns = (
            [batch.columns[name].to_pylist() for name in "abc"] if len(batch) else [[], [], []]
        )
        rows += zip(batch.numbers.to_pylist(), batch.lines.to_pylist(), *columns, strict=True)
        broken += [f"{row.rule.code} {row.number} {row.line}" for row in batch.broken]
    return rows, broken


cells = st.text(st.sampled_from('ab,"\n\r é'), max_size=6)
tables = st.lists(st.tuples(cells, cells, cells), max_size=12)


@given(tables, st.sampled_from(["\n", "\r\n"]), st.sampled_from([16, 40, 1 << 16]))
def test_any_well_formed_table_is_read_as_it_was_written(table, end, block_bytes):
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([("a", "b", "c"), *table])
    rows, broken = read_small(text.getvalue().encode(), block_bytes)
    assert broken == []
    expected = [tuple(cell or None for cell in row) for row in table]
    assert [row[2:] for row in rows] == [row for row in expected if any(row)]
    lines = text.getvalue().count("\n")
    starts = [place for place, row in enumerate(expected) if any(row)]
    assert [row[0] for row in rows] == starts
    assert all(1 < line <= lines for _, line, *_ in rows)


@given(tables, st.sampled_from([16, 40, 1 << 16]))
def test_the_line_of_a_row_is_where_it_starts(table, block_bytes):
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow("abc")
    starts = []
    for row in table:
        starts.append(text.getvalue().count("\n") + 1)
        writer.writerow(row)
    rows, _ = read_small(text.getvalue().encode(), block_bytes)
    kept = [line for line, row in zip(starts, table, strict=True) if any(row)]
    assert [row[1] for row in rows] == kept


@given(st.text(st.sampled_from('a,"\n\r\0é'), max_size=60), st.sampled_from([8, 1 << 16]))
def test_whatever_it_is_every_line_ends_in_a_row_or_among_the_broken(text, block_bytes):
    rows, broken = read_small(b"a,b,c\n" + text.encode(), block_bytes)
    numbers = [row[0] for row in rows] + [int(each.split()[1]) for each in broken]
    assert len(set(numbers)) == len(numbers)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_end_in_findings(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "arbitrary"
    taken = take(data, path)
    assert taken.counts.accepted == 0
    assert taken.findings


@settings(max_examples=60)
@given(st.data())
def test_damage_to_a_table_never_raises(tmp_path_factory, data):
    table = bytearray(a_table([a_row(number, LastOrSurname='"a\nb"') for number in range(4)]))
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(table) - 1))
        table[place] = data.draw(st.sampled_from(b'",\n\r\0\xff \xc3'))
    taken = take(bytes(table), tmp_path_factory.getbasetemp() / "damaged", block_bytes=1 << 12)
    assert taken.counts.accepted <= 4 + 5
    assert taken.counts.records >= 1


def test_a_row_with_other_columns_is_refused_and_told(delivery):
    data = a_table([a_row(1), a_row(2), a_row(3)])
    first, second, third, fourth = data.splitlines(keepends=True)
    wrong = first + second + b"," + third + fourth.replace(b",", b"", 1)
    taken = take(wrong, delivery)
    assert [code for code, _, _ in taken.codes] == ["wrong-column-count"] * 2
    assert [where for _, _, where in taken.codes] == ["line 3", "line 4"]
    assert taken.counts == Counts(records=3, accepted=1, rejected=2)


def test_line_ends_of_every_kind_may_be_mixed(delivery):
    lines = a_table([a_row(number) for number in range(6)], end="\n").splitlines()
    ends = [b"\r\n", b"\n", b"\r", b"\r\n", b"\r", b"\n", b""]
    taken = take(b"".join(map(bytes.__add__, lines, ends)), delivery)
    assert taken.findings == []
    assert [row["record_number"] for row in taken.rows()] == list(range(6))


@pytest.mark.parametrize("block_bytes", [1 << 12, 1 << 16])
def test_old_line_ends_alone_are_fine(delivery, block_bytes):
    data = a_table([a_row(number) for number in range(30)], end="\r")
    taken = take(data, delivery, block_bytes=block_bytes)
    assert (taken.counts, taken.findings) == (Counts(records=30, accepted=30), [])


def test_blank_rows_are_no_records_but_lines_all_the_same(delivery):
    head, one, two = a_table([a_row(1), a_row(2, Sex="?")]).splitlines(keepends=True)
    taken = take(head + b"\r\n" + one + b"\r\n" + b"," * 74 + b"\r\n" + two + b"\r\n", delivery)
    assert taken.codes == [("unknown-gender", "Sex", "line 6")]
    assert taken.counts == Counts(records=2, accepted=1, rejected=1)


def test_a_byte_order_mark_is_no_part_of_the_first_name(delivery):
    assert take(b"\xef\xbb\xbf" + a_table([a_row()]), delivery).findings == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_refused_whole(delivery, encoding):
    data = a_table([a_row()]).decode().encode(encoding)
    taken = take(data, delivery)
    assert taken.codes == [("not-utf-8", "", "line 1")]
    assert taken.counts == Counts(records=1, rejected=1)


@pytest.mark.parametrize("block_bytes", [1 << 11, 1 << 16])
def test_a_value_that_is_not_utf_8_refuses_its_row(delivery, block_bytes):
    data = a_table([a_row(1), a_row(2, LastOrSurname="Peña"), a_row(3, MiddleName="Zoë"), a_row(4)])
    wrong = data.replace("Peña".encode(), "Peña".encode("latin-1"))
    taken = take(wrong, delivery, block_bytes=block_bytes)
    assert taken.codes == [
        ("not-utf-8", "LastOrSurname", "line 3"),
        ("blank-value", "LastOrSurname", "line 3"),
    ]
    assert [row["middle_name"] for row in taken.rows()] == ["King", "Zoë", "King"]


def test_a_quote_that_nobody_closes_costs_its_line_only(delivery):
    rows = [a_row(number) for number in range(2000)]
    data = a_table(rows).replace(b",opp-7,", b',"opp-7,', 1)
    taken = take(data, delivery, block_bytes=1 << 14)
    assert taken.codes == [("unclosed-quote", "", "line 9")]
    assert taken.counts == Counts(records=2000, accepted=1999, rejected=1)


def test_a_quote_open_at_the_end_costs_the_last_line_only(delivery):
    data = a_table([a_row(1), a_row(2)])
    taken = take(data + b'"no end,\n', delivery)
    assert taken.codes == [("unclosed-quote", "", "line 4")]
    assert taken.counts == Counts(records=3, accepted=2, rejected=1)


def test_lines_are_counted_within_quotes(delivery):
    rows = [a_row(1, LastOrSurname="a\nb\r\nc"), a_row(2, Sex="?"), a_row(3), a_row(3)]
    taken = take_rows(rows, delivery)
    assert taken.codes == [
        ("unknown-gender", "Sex", "line 5"),
        ("repeated-exam", "", "line 7"),
    ]
    assert "line 6" in taken.findings[1].message
    assert taken.rows()[0]["last_name"] == "a\nb\r\nc"


def test_a_line_longer_than_any_row_is_left_out(delivery):
    head, one, two = a_table([a_row(1), a_row(2)]).splitlines(keepends=True)
    taken = take(head + one + b"x" * (3 * LONGEST_ROW) + b"\n" + two, delivery)
    assert taken.codes == [("too-long-row", "", "line 3")]
    assert taken.counts == Counts(records=3, accepted=2, rejected=1)


@pytest.mark.parametrize("letter", [b"x", b"x,", b'"'])
def test_one_endless_line_is_refused_in_bounded_memory(delivery, letter):
    with delivery.open("wb") as file:
        for _ in range(40):
            file.write(letter * ((1 << 20) // len(letter)))
    tracemalloc.start()
    taken = Taken(read_results(delivery, a_reference(), DIGEST))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [code for code, _, _ in taken.codes] == ["too-long-row"]
    assert taken.counts == Counts(records=1, rejected=1)
    assert peak < 64 << 20


def test_a_header_with_more_columns_than_anybody_has_is_refused(delivery):
    data = b",".join([*(name.encode() for name in HEADER), *[b"x"] * 40_000]) + b"\n"
    assert [code for code, _, _ in take(data, delivery).codes] == ["too-long-row"]


def test_blocks_of_any_size_make_the_same_of_a_large_table(tmp_path):
    names = ("Ada", "Zoë, the 1st", 'say "hi"', "new\nline", "NA")
    rows = [
        a_row(
            number,
            FirstName=names[number % 5] if number % 50 == 0 else "Ada",
            Sex="?" if number % 97 == 0 else "Male",
            ScaleScore="9" if number % 89 == 0 else "2500.25",
            SchoolId="later" if number % 101 == 0 else "01234560000017",
        )
        for number in range(50_000)
    ]
    rows[40_000] = rows[3]
    path = tmp_path / "table"
    path.write_bytes(a_table(rows))
    known = a_reference()
    small, large = (
        Taken(read_results(path, known, DIGEST, block_bytes=size)) for size in (1 << 17, 8 << 20)
    )
    assert len(small.batches) > 50 > len(large.batches)
    assert (small.counts, small.findings, small.missing) == (
        large.counts,
        large.findings,
        large.missing,
    )
    for table in ("exams", "exam_scores"):
        assert whole(small, table).equals(whole(large, table))


def whole(taken: Taken, table: str) -> pa.Table:
    """All rows of a table, in order."""
    batches = [tables[table] for batch in taken.batches for tables in batch.tables.values()]
    order = [("record_number", "ascending")]
    order += [("score_code", "ascending")] if table == "exam_scores" else []
    return pa.Table.from_batches(batches).sort_by(order)


def test_blocks_are_whole_lines_and_together_the_stream():
    data = b"one\ntwo\r\n\nthree" * 50
    for size in (4, 16, 64, 1 << 12):
        blocks = Blocks(io.BytesIO(data), size)
        found = []
        while (block := blocks.next()).size:
            found.append(bytes(block.view))
        assert b"".join(found) == data
        assert all(block.endswith(b"\n") for block in found[:-1])


def test_what_is_given_back_comes_again():
    blocks = Blocks(io.BytesIO(b"one\ntwo\nthree\n"), 8)
    first = bytes(blocks.next().view)
    blocks.give_back(4)
    assert (first, bytes(blocks.next(least=4).view)) == (b"one\ntwo\n", b"two\nthree\n")


@pytest.mark.parametrize(
    ("block", "lines", "size"),
    [
        (b"a,b\nc,d\n", [0, 1], 8),
        (b'a,"b\nc"\nd,e\n', [0, 2], 12),
        (b'a,b\nc,"d\n', [0], 4),
        (b'"a\n', [], 0),
        (b"a\r\rb\r\n", [0, 1, 2], 6),
    ],
)
def test_records_are_found_where_values_hold_line_ends(block, lines, size):
    found = find_records(block, ",")
    assert ([each.lines_before for each in found.each], found.size) == (lines, size)


def test_a_sample_of_rows_survives_a_round_trip_through_a_path(tmp_path: Path):
    taken = take_rows([a_row(number) for number in range(3)], tmp_path / "x")
    assert [row["opportunity_id"] for row in taken.rows()] == ["opp-0", "opp-1", "opp-2"]

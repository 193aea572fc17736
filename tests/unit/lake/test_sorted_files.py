"""Merging sorted streams, against sorting everything at once in plain Python."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cers.lake.files import BrokenFileError, conform, published_batches
from cers.lake.runs import Runs
from cers.lake.schema import published_schema
from cers.lake.sorted_files import in_order, merged, without, write
from cers.model.dataset import bucket_of
from cers.model.tables import EXAM_ITEMS, EXAMS
from tests.support.staging import START, Exam, Row, rows_of


def cut(rows: Sequence[tuple[str, int]], size: int) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(rows), size):
        names, numbers = zip(*rows[start : start + size], strict=True)
        yield pa.record_batch({"name": pa.array(names), "number": pa.array(numbers)})


streams = st.lists(
    st.tuples(
        st.lists(st.tuples(st.sampled_from("aäbz\U0001f600\uffff"), st.integers(0, 9))),
        st.integers(1, 4),
    ),
    max_size=5,
)


@settings(deadline=None)
@given(streams)
def test_sorted_streams_merge_into_one(drawn: list[tuple[list[tuple[str, int]], int]]) -> None:
    parts = merged((cut(sorted(rows), size) for rows, size in drawn), ("name", "number"))
    found = [(row["name"], row["number"]) for part in parts for row in part.to_pylist()]
    assert found == sorted(row for rows, _ in drawn for row in rows)


def items(opportunities: Sequence[int], count: int = 3) -> pa.Table:
    lineage = {"landed_at": START, "delivery_id": "d"}
    rows: list[Row] = [
        {**row, **lineage}
        for number in opportunities
        for row in rows_of(Exam(number, district=number % 9, items=count), 0)["exam_items"]
    ]
    return pa.Table.from_pylist(rows, schema=published_schema(EXAM_ITEMS))


def exams(opportunities: Sequence[int]) -> pa.Table:
    lineage = {"landed_at": START, "delivery_id": "d"}
    rows: list[Row] = [
        {**rows_of(Exam(number, district=number % 9), 0)["exams"][0], **lineage}
        for number in opportunities
    ]
    return pa.Table.from_pylist(rows, schema=published_schema(EXAMS))


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_leaving_exams_are_dropped_wherever_their_rows_are_cut(size: int) -> None:
    gone = {3, 4, 11, 12, 30, 77}
    stream = in_order(items(range(40)), EXAM_ITEMS.order).combine_chunks()
    leaving = in_order(exams(sorted(gone)), EXAMS.order).combine_chunks().to_batches()[0]
    kept = pa.Table.from_batches(without(stream.to_batches(max_chunksize=size), leaving))
    assert kept == in_order(items([n for n in range(40) if n not in gone]), EXAM_ITEMS.order)


def test_rows_spilled_in_many_runs_come_back_sorted(tmp_path: Path) -> None:
    numbers = list(range(90))
    Random(7).shuffle(numbers)
    runs = Runs(tmp_path, bucket_count=2, run_rows=20)
    for start in range(0, 90, 6):
        runs.add(EXAM_ITEMS, items(numbers[start : start + 6]))
    runs.close()
    for bucket in (0, 1):
        mine = [n for n in numbers if bucket_of(f"{n % 9:014d}", 2) == bucket]
        found = pa.concat_tables(merged(runs.of(EXAM_ITEMS, bucket), EXAM_ITEMS.order))
        assert found == in_order(items(mine), EXAM_ITEMS.order)
        assert len(runs.of(EXAM_ITEMS, bucket)) > 1


def test_a_written_file_has_full_row_groups_and_reads_back(tmp_path: Path) -> None:
    rows = in_order(items(range(20)), EXAM_ITEMS.order)
    path = tmp_path / "part.parquet"
    parts = [rows.slice(0, 1), rows.slice(1, 0), rows.slice(1, 40), rows.slice(41)]
    assert write(EXAM_ITEMS, parts, path, group_rows=25) == 60
    with pq.ParquetFile(path) as file:
        groups = [file.metadata.row_group(n) for n in range(file.num_row_groups)]
        assert [group.num_rows for group in groups] == [25, 25, 10]
        column = groups[0].column(0)
        assert column.compression == "ZSTD"
        assert column.statistics is not None
        assert column.statistics.min == f"{0:014d}"
    assert pa.Table.from_batches(published_batches(EXAM_ITEMS, path)) == rows


def test_a_file_without_rows_still_has_the_schema(tmp_path: Path) -> None:
    path = tmp_path / "part.parquet"
    assert write(EXAM_ITEMS, [], path) == 0
    assert pq.read_schema(path).equals(published_schema(EXAM_ITEMS))


def test_a_column_the_file_is_too_old_for_is_null() -> None:
    old = exams([1]).drop_columns(["server"])
    assert conform(old, published_schema(EXAMS))["server"].to_pylist() == [None]


def test_a_missing_required_value_or_another_type_is_refused() -> None:
    schema = published_schema(EXAMS)
    whole = exams([1])
    with pytest.raises(BrokenFileError, match="student_id lacks"):
        conform(whole.drop_columns(["student_id"]), schema)
    index = schema.get_field_index("opportunity")
    altered = whole.set_column(index, "opportunity", pa.array(["1"]))
    with pytest.raises(BrokenFileError, match="opportunity is string, not int32"):
        conform(altered, schema)

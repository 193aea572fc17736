"""Batches become Parquet parts: the right rows, in the exact schema, in bounded memory."""

import random
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cers.feeds.batch import ExamBatch
from cers.feeds.exams import read_exams
from cers.lake.arrays import record_batch
from cers.lake.schema import staged_schema
from cers.lake.staging import StagingWriter
from cers.model.dataset import Dataset
from cers.model.delivery import Counts
from cers.model.tables import EXAM_ITEMS, EXAMS, TABLES
from tests.support.exams import SUMMATIVE, a_reference, a_zip, an_exam_xml, rows

ICA, SUM = Dataset(2026, "ica"), Dataset(2026, "sum")
BY_NAME = {table.name: table for table in TABLES}


def a_bundle(path, exams, seed=1):
    chance = random.Random(seed)
    members = []
    for number in range(exams):
        xml = an_exam_xml(
            test={"name": SUMMATIVE, "assessmentType": "Summative"} if number % 3 == 0 else {},
            student={"StudentIdentifier": f"{chance.randrange(10**6):010d}"},
            opportunity={"oppId": f"opp-{number}"},
        )
        members.append((f"{number}.xml", xml))
    return a_zip(path, members)


@pytest.fixture
def batches(tmp_path):
    path = a_bundle(tmp_path / "bundle.zip", 60)
    return list(read_exams(path, a_reference(), batch_exams=7))


def staged(batches, directory, **limits):
    with StagingWriter(directory, **limits) as writer:
        for batch in batches:
            writer.write(batch)
        return writer.close()


def read(part):
    return pq.read_table(part.path)


def identity(table, row):
    return tuple(str(row[name]) for name in (*table.key, "record_number"))


def test_every_row_is_staged_once(batches, tmp_path):
    parts = staged(batches, tmp_path / "staged")
    for dataset in (ICA, SUM):
        for table in TABLES:
            written = [
                row
                for part in parts
                if (part.dataset, part.table) == (dataset, table.name)
                for row in read(part).to_pylist()
            ]
            delivered = [
                row
                for batch in batches
                if dataset in batch.tables
                for row in rows(batch, table.name, dataset)
            ]
            in_order = partial(identity, table)
            assert sorted(written, key=in_order) == sorted(delivered, key=in_order)
            assert len(written) > 0


def test_every_part_has_exactly_the_staged_schema(batches, tmp_path):
    parts = staged(batches, tmp_path / "staged")
    assert {part.table for part in parts} == set(BY_NAME)
    for part in parts:
        schema = pq.read_schema(part.path)
        assert schema.equals(staged_schema(BY_NAME[part.table]))
        assert pq.ParquetFile(part.path).metadata.row_group(0).column(0).compression == "ZSTD"


def test_rows_of_a_part_keep_the_order_they_were_delivered_in(batches, tmp_path):
    for part in staged(batches, tmp_path / "staged"):
        numbers = [row["record_number"] for row in read(part).to_pylist()]
        assert numbers == sorted(numbers)


def test_parts_lie_below_their_dataset_and_are_counted(batches, tmp_path):
    parts = staged(batches, tmp_path / "staged")
    places = [part.path.relative_to(tmp_path / "staged").as_posix() for part in parts]
    tables = ("exam_items", "exam_scores", "exam_targets", "exams")
    assert places == [
        f"2026-{kind}/{table}-0000.parquet" for kind in ("ica", "sum") for table in tables
    ]
    for part in parts:
        assert part.rows == pq.ParquetFile(part.path).metadata.num_rows


def test_a_part_is_written_when_it_has_its_rows(batches, tmp_path):
    parts = staged(batches, tmp_path / "staged", part_rows=20)
    items = [part for part in parts if (part.table, part.dataset) == ("exam_items", ICA)]
    assert len(items) == 3
    assert sum(part.rows for part in items) == 80
    assert len({part.path for part in parts}) == len(parts)


def test_memory_is_bounded_by_writing_the_largest_buffer_first(batches, tmp_path):
    parts = staged(batches, tmp_path / "staged", buffer_bytes=8_000)
    assert sum(part.rows for part in parts if part.table == "exams") == 60
    assert sum(1 for part in parts if part.table == "exam_items") > 2


def test_no_memory_at_all_writes_every_batch_at_once(batches, tmp_path):
    parts = staged(batches, tmp_path / "staged", buffer_bytes=0)
    assert sum(part.rows for part in parts if part.table == "exam_items") == 120


def test_equal_deliveries_stage_equal_files(tmp_path):
    digests = []
    for attempt in ("one", "two"):
        path = a_bundle(tmp_path / f"{attempt}.zip", 20)
        parts = staged(read_exams(path, a_reference()), tmp_path / attempt)
        digests.append([sha256(part.path.read_bytes()).hexdigest() for part in parts])
    assert digests[0] == digests[1]


def test_nothing_accepted_stages_nothing(tmp_path):
    assert staged([ExamBatch({}, Counts())], tmp_path / "staged") == []
    assert not (tmp_path / "staged").exists()


def test_a_required_column_with_a_null_is_never_staged(tmp_path):
    columns = {
        field.name: ["x" if field.type == pa.string() else None] for field in staged_schema(EXAMS)
    }
    empty = {
        table.name: record_batch(table, {name: [] for name in table.column_names})
        for table in TABLES
    }
    batch = ExamBatch({ICA: {**empty, "exams": record_batch(EXAMS, columns)}}, Counts())
    with StagingWriter(tmp_path / "staged") as writer:
        writer.write(batch)
        with pytest.raises(pa.ArrowInvalid):
            writer.close()


def test_moments_are_stored_in_utc_to_the_microsecond(batches, tmp_path):
    parts = staged(batches, tmp_path / "staged")
    table = next(read(part) for part in parts if part.table == EXAM_ITEMS.name)
    assert table["administered_at"].type == pa.timestamp("us", tz="UTC")
    assert table["administered_at"][0].as_py() == datetime(2026, 3, 2, 9, 1, tzinfo=UTC)

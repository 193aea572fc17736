"""Tested students, against summing exams up in plain Python."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from cers.lake.schema import published_schema
from cers.lake.sorted_files import whole, write
from cers.lake.tested import students_tested
from cers.model.tables import EXAMS, TESTED_STUDENTS
from tests.support.staging import START, Exam, Row, rows_of
from tests.support.tested import results_by_student

names = st.sampled_from([None, "Ann", "Ben"])
drawn = st.lists(
    st.fixed_dictionaries(
        {
            "district_id": st.sampled_from(["D1", "D2", "D3"]),
            "school_id": st.sampled_from(["S1", "S2", "S3"]),
            "student_id": st.sampled_from(["1", "2", "3"]),
            "grade": st.sampled_from(["03", "04"]),
            "subject": st.sampled_from(["ELA", "Math"]),
            "completed_at": st.integers(0, 2).map(lambda days: START + timedelta(days=days)),
            "first_name": names,
            "last_name": names,
            "deleted": st.booleans(),
        }
    ),
    max_size=40,
)


def exams(rows: list[Row]) -> list[Row]:
    """Whole rows of exams, in the table's order; each is an exam of its own."""
    lineage: Row = {"landed_at": START, "delivery_id": "d"}
    full = [
        {**rows_of(Exam(number), 0)["exams"][0], **lineage, **row}
        for number, row in enumerate(rows)
    ]
    return sorted(full, key=lambda row: [str(row[name]) for name in EXAMS.order])


def written(rows: list[Row], folder: Path, group_rows: int) -> Path:
    path = folder / "exams.parquet"
    table = pa.Table.from_pylist(rows, schema=published_schema(EXAMS))
    write(EXAMS, iter([table] if rows else []), path, group_rows)
    return path


@settings(deadline=None)
@given(drawn, st.integers(1, 9), st.integers(1, 50))
def test_a_row_says_what_all_results_of_a_student_at_a_school_in_a_subject_say(
    rows: list[Row], group_rows: int, at_once: int
) -> None:
    with TemporaryDirectory() as name:
        path = written(exams(rows), Path(name), group_rows)
        found = [row for part in students_tested(path, at_once) for row in part.to_pylist()]
    assert found == results_by_student(exams(rows))


def test_the_rows_are_those_of_the_table_and_every_value_that_must_be_there_is(
    tmp_path: Path,
) -> None:
    rows = exams([{"first_name": "Ann"}, {"deleted": True}])
    path = tmp_path / "tested.parquet"
    assert write(TESTED_STUDENTS, students_tested(written(rows, tmp_path, 9)), path) == 1
    assert pq.read_schema(path).equals(published_schema(TESTED_STUDENTS))


def test_a_bucket_without_exams_has_nobody_tested(tmp_path: Path) -> None:
    assert list(students_tested(written([], tmp_path, 9))) == []


@given(st.lists(st.integers(0, 5)).map(sorted), st.integers(1, 4), st.integers(1, 9))
def test_a_stream_is_cut_only_between_values(values: list[int], size: int, at_once: int) -> None:
    parts = (pa.table({"n": values[at : at + size]}) for at in range(0, len(values), size))
    found = [batch["n"].to_pylist() for batch in whole(parts, "n", at_once)]
    assert [value for part in found for value in part] == values
    assert all(len(part) for part in found)
    assert len({value for part in found for value in set(part)}) == sum(len(set(p)) for p in found)

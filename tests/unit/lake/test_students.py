"""The merge rule of the students, told once more in plain Python, and held against the files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cers.lake.runs import Runs
from cers.lake.schema import published_schema, staged_schema
from cers.lake.student_files import Rewritten, rewrite_bucket, with_delivery
from cers.lake.student_lookup import ExamFile, StudentFile
from cers.model.tables import EXAMS, STUDENT_REGISTRATIONS, STUDENTS
from tests.support.staging import Drop, Exam, rows_of

START = datetime(2026, 2, 1, tzinfo=UTC)
DAY = date(2026, 2, 1)

Row = dict[str, object]


@dataclass(frozen=True)
class Registration:
    """A row of a delivery; `day` counts from the first of February, `school` 0 names none."""

    student: int
    day: int = 0
    school: int = 1
    grade: str | None = "05"
    name: str | None = "Ida"

    @property
    def student_id(self) -> str:
        return f"{self.student:010d}"

    @property
    def place(self) -> tuple[str | None, str | None]:
        """School and district: schools 1 and 2 are in one district, others in another."""
        if not self.school:
            return None, None
        return f"school-{self.school}", f"district-{self.school // 3}"

    @property
    def on(self) -> date:
        return DAY + timedelta(days=self.day)


@dataclass(frozen=True)
class Delivery:
    """Some rows that landed so many seconds after the start."""

    number: int
    landed: int
    rows: tuple[Registration, ...]

    @property
    def id(self) -> str:
        return f"delivery-{self.number}"

    def versions(self) -> list[tuple[tuple[object, ...], Registration]]:
        return [
            ((each.on, self.landed, number, self.id), each)
            for number, each in enumerate(self.rows, 1)
        ]


def batch_of(delivery: Delivery) -> pa.Table:
    rows = [
        {
            "student_id": each.student_id,
            "updated_on": each.on,
            "record_number": number,
            "school_id": each.place[0],
            "district_id": each.place[1],
            "school_since": each.on if each.school else None,
            "grade": each.grade,
            "first_name": each.name,
        }
        for number, each in enumerate(delivery.rows, 1)
    ]
    batch = pa.RecordBatch.from_pylist(rows, schema=staged_schema(STUDENT_REGISTRATIONS))
    return with_delivery(batch, START + timedelta(seconds=delivery.landed), delivery.id)


def merged(
    kept: bytes, delivery: Delivery, run_rows: int = 4
) -> tuple[Rewritten, bytes, list[Row]]:
    """Merge a delivery into what is kept: what it says, what is kept then, and the students."""
    with TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "runs").mkdir()
        runs = Runs(directory / "runs", 1, run_rows, column="student_id")
        runs.add(STUDENT_REGISTRATIONS, batch_of(delivery))
        runs.close()
        old = directory / "old.parquet"
        old.write_bytes(kept)
        new = runs.of(STUDENT_REGISTRATIONS, 0)
        written = rewrite_bucket(old if kept else None, new, delivery.id, directory)
        students: list[Row] = pq.read_table(written.paths[STUDENTS.name]).to_pylist()
        return written, written.paths[STUDENT_REGISTRATIONS.name].read_bytes(), students


def published(deliveries: Iterable[Delivery]) -> tuple[bytes, list[Row]]:
    kept, students = b"", []
    for each in deliveries:
        _, kept, students = merged(kept, each)
    return kept, students


def expected(deliveries: Iterable[Delivery]) -> list[Row]:
    """What registrations come to, by the rule's words."""
    versions = sorted(
        (each for delivery in set(deliveries) for each in delivery.versions()),
        key=lambda each: (each[1].student, each[0]),
    )
    found = []
    for student in sorted({each.student for _, each in versions}):
        own = [(rank, each) for rank, each in versions if each.student == student]
        placed = [each for _, each in own if each.school]
        school = placed[-1].school if placed else 0
        elsewhere = [each for each in placed if each.school != school]
        rank, last = own[-1]
        nowhere: tuple[None, None] = (None, None)
        found.append(
            {
                "student_id": last.student_id,
                "school": placed[-1].place if placed else nowhere,
                "since": min((each.on for each in placed if each.school == school), default=None),
                "previous": elsewhere[-1].place if elsewhere else nowhere,
                "grade": [None, *(each.grade for _, each in own if each.grade)][-1],
                "first_name": [None, *(each.name for _, each in own if each.name)][-1],
                "updated_on": last.on,
                "delivery_id": rank[3],
            }
        )
    return found


def told(students: Sequence[Row]) -> list[Row]:
    """The same of published rows."""
    return [
        {
            "student_id": row["student_id"],
            "school": (row["school_id"], row["district_id"]),
            "since": row["school_since"],
            "previous": (row["previous_school_id"], row["previous_district_id"]),
            "grade": row["grade"],
            "first_name": row["first_name"],
            "updated_on": row["updated_on"],
            "delivery_id": row["delivery_id"],
        }
        for row in students
    ]


registrations = st.builds(
    Registration,
    student=st.integers(1, 4),
    day=st.integers(0, 4),
    school=st.integers(0, 4),
    grade=st.sampled_from((None, "05", "06")),
    name=st.sampled_from((None, "Ida", "Eda")),
)


@st.composite
def some_deliveries(draw: st.DrawFn) -> list[Delivery]:
    rows = draw(st.lists(st.lists(registrations, min_size=1, max_size=6), min_size=1, max_size=5))
    return [
        Delivery(number, draw(st.integers(0, 3)), tuple(each)) for number, each in enumerate(rows)
    ]


@settings(max_examples=40)
@given(some_deliveries())
def test_students_are_what_the_rule_says(deliveries: list[Delivery]) -> None:
    assert told(published(deliveries)[1]) == expected(deliveries)


@settings(max_examples=40)
@given(some_deliveries(), st.data())
def test_neither_order_nor_repetition_matters(
    deliveries: list[Delivery], data: st.DataObject
) -> None:
    others = data.draw(st.permutations(deliveries))
    again = data.draw(st.lists(st.sampled_from(deliveries), max_size=3))
    assert published([*others, *again]) == published(deliveries)


@settings(max_examples=40)
@given(some_deliveries())
def test_a_delivery_repeated_changes_nothing(deliveries: list[Delivery]) -> None:
    kept, _ = published(deliveries)
    for each in deliveries:
        written, after, _ = merged(kept, each)
        assert (written.changed, after) == (0, kept)


@settings(max_examples=40)
@given(some_deliveries())
def test_what_changed_is_counted(deliveries: list[Delivery]) -> None:
    *earlier, last = deliveries
    before = {row["student_id"]: row for row in expected(earlier)}
    after = {row["student_id"]: row for row in expected(deliveries)}
    differ = sum(before.get(each) != after[each] for each in after)
    written, _, _ = merged(published(earlier)[0], last)
    assert differ <= written.changed <= len({each.student for each in last.rows})


def test_few_registrations_are_kept_however_often_a_student_is_named() -> None:
    monthly = [Delivery(day, day, (Registration(1, day, 1 + day // 10),)) for day in range(20)]
    kept, (student,) = published(monthly)
    rows = pq.read_table(BytesIO(kept)).to_pylist()
    assert [row["school_id"] for row in rows] == ["school-1", "school-2"]
    assert student["school_since"] == DAY + timedelta(days=10)


def test_a_value_outlives_registrations_that_do_not_give_it() -> None:
    deliveries = [
        Delivery(0, 0, (Registration(1, 0, 1, "05", "Ida"),)),
        Delivery(1, 1, (Registration(1, 2, 1, None, None),)),
        Delivery(2, 2, (Registration(1, 1, 1, "06", None),)),
    ]
    _, (student,) = published(deliveries)
    assert (student["grade"], student["first_name"]) == ("06", "Ida")


def test_a_school_that_came_to_another_district_is_corrected_by_a_replay() -> None:
    delivery = Delivery(0, 0, (Registration(1),))
    kept, _ = published([Delivery(1, 0, (Registration(1, -3),)), delivery])
    with TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "old.parquet").write_bytes(kept)
        index = STUDENT_REGISTRATIONS.column_names.index("district_id")
        field = published_schema(STUDENT_REGISTRATIONS).field(index)
        moved = batch_of(delivery).set_column(index, field, pa.array(["district-9"]))
        written = rewrite_bucket(
            directory / "old.parquet", [moved.to_batches()], delivery.id, directory
        )
        (student,) = pq.read_table(written.paths[STUDENTS.name]).to_pylist()
    assert written.changed == 1
    assert student["district_id"] == "district-9"
    assert student["school_since"] == DAY - timedelta(days=3)


def test_two_schools_on_one_day_are_named_every_time_they_are_delivered() -> None:
    rows = (
        Registration(1, 0, 1),
        Registration(2, 0, 1),
        Registration(1, 0, 3),
        Registration(2, 1, 3),
    )
    written, kept, _ = merged(b"", Delivery(0, 0, rows))
    assert written.ambiguous == [3]
    assert merged(kept, Delivery(0, 0, rows))[0].ambiguous == [3]


@pytest.mark.parametrize("count", [1, 40_000, 70_000])
def test_large_files_are_merged_in_pieces(count: int) -> None:
    rows = tuple(Registration(number, name=f"Name {number}") for number in range(count))
    written, kept, students = merged(b"", Delivery(0, 0, rows), 20_000)
    assert written.rows == {"students": count, "student_registrations": count}
    later = Delivery(1, 1, (Registration(count // 2, 1, 2),))
    written, _, students = merged(kept, later)
    assert written.changed == 1
    assert len(students) == count
    assert students[count // 2]["school_id"] == "school-2"


def student_file(tmp_path: Path, rows: Sequence[Row], group_rows: int) -> StudentFile:
    path = tmp_path / "students.parquet"
    filled = [{"updated_on": DAY, "landed_at": START, "delivery_id": "d", **row} for row in rows]
    table = pa.Table.from_pylist(filled, schema=published_schema(STUDENTS))
    pq.write_table(table, path, row_group_size=group_rows)
    return StudentFile(BytesIO(path.read_bytes()))


@pytest.mark.parametrize("group_rows", [1, 3, 100])
def test_students_are_found_by_their_ids(tmp_path: Path, group_rows: int) -> None:
    schools: dict[str, str | None] = {
        f"{number:010d}": None if number % 5 == 0 else f"school-{number % 3}"
        for number in range(10, 30)
    }
    rows: list[Row] = [{"student_id": id_, "school_id": at} for id_, at in schools.items()]
    file = student_file(tmp_path, rows, group_rows)
    wanted = [f"{number:010d}" for number in (0, 10, 11, 12, 29, 30, 99)]
    assert file.schools_of(wanted) == {each: at for each in wanted if (at := schools.get(each))}
    assert file.schools_of([]) == {}


def test_an_empty_file_of_students_knows_nobody(tmp_path: Path) -> None:
    assert student_file(tmp_path, [], 1).schools_of(["0000000001"]) == {}


@pytest.mark.parametrize("group_rows", [1, 4, 100])
def test_tested_students_are_found_by_their_school(tmp_path: Path, group_rows: int) -> None:
    exams = [Exam(number, deleted=number % 4 == 0) for number in range(24)]
    drop = Drop(0, 0, tuple(exams))
    rows = [
        {**row, "landed_at": drop.landed_at, "delivery_id": drop.id}
        for number, exam in enumerate(drop.exams)
        for row in rows_of(exam, number)[EXAMS.name]
    ]
    rows.sort(key=lambda row: str(row["school_id"]))
    path = tmp_path / "exams.parquet"
    table = pa.Table.from_pylist(rows, schema=published_schema(EXAMS))
    pq.write_table(table, path, row_group_size=group_rows)
    file = ExamFile(BytesIO(path.read_bytes()))
    for school in {str(row["school_id"]) for row in rows} | {"unheard of"}:
        expected_ids = {
            r["student_id"] for r in rows if r["school_id"] == school and not r["deleted"]
        }
        assert file.students_of(school) == expected_ids

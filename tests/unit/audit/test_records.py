"""Records: of which district each student is, and how a long one is taken apart."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.audit import STUDENTS_A_PART, Action, Record, parts_of, students_by_district

STUDENTS = st.frozensets(st.text("0123456789", min_size=1, max_size=10), max_size=12)


def record(**other: Any) -> Record:
    return Record(
        at=datetime(2026, 5, 1, tzinfo=UTC),
        request_id="r",
        action=Action.VIEW,
        route="/v1/x",
        subject="s",
        username="u",
        role="STATE_USER",
        organization_id="CA",
        **other,
    )


@given(st.dictionaries(st.sampled_from("ABCD"), STUDENTS))
def test_each_part_holds_the_students_of_one_district(whose: dict[str, frozenset[str]]) -> None:
    parts = parts_of(record(district_ids=tuple(whose), students_by_district=whose))
    told = {part.district_id: frozenset(part.student_ids) for part in parts}
    assert told == (whose or {"": frozenset()})


@given(st.integers(0, 3 * STUDENTS_A_PART))
def test_a_long_record_loses_nobody(number: int) -> None:
    students = tuple(f"{each:010}" for each in range(number))
    parts = parts_of(record(district_ids=("D1",), student_ids=students))
    assert [student for part in parts for student in part.student_ids] == list(students)
    assert all(len(part.student_ids) <= STUDENTS_A_PART for part in parts)
    assert {part.district_id for part in parts} == {"D1"}


@pytest.mark.parametrize("districts", [(), ("D1", "D2")])
def test_students_without_their_district_are_not_recorded(districts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="students_by_district"):
        record(district_ids=districts, student_ids=("1",))


def test_students_of_a_district_that_is_not_named_are_not_recorded() -> None:
    with pytest.raises(ValueError, match="district_ids"):
        record(district_ids=("D1",), students_by_district={"D2": frozenset({"1"})})


def test_rows_say_which_student_belongs_to_which_district() -> None:
    rows = [
        {"district_id": "D1", "student_id": "1"},
        {"district_id": "D2", "student_id": "2"},
        {"district_id": "D1", "student_id": "3"},
        {"district_id": "D2", "student_id": "1"},
    ]
    assert students_by_district(rows) == {"D1": {"1", "3"}, "D2": {"1", "2"}}

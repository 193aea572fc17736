"""Which registered students lie within a scope: the rule, its SQL, and the rule told once more."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.query import Query, Reach
from cers.model.scope import Membership, Scope
from cers.reports.scope import enrolled_clause

SCHOOLS = {"S1": "D1", "S2": "D1", "S3": "D2", None: None}
STUDENTS = ["st1", "st2", "st3"]
EVERY_ROW: list[dict[str, Any]] = [
    {"student_id": student, "school_id": school, "district_id": district}
    for student in STUDENTS
    for school, district in SCHOOLS.items()
]

memberships = st.builds(
    Membership,
    st.sampled_from(["S1", "S2", "S3", None]),
    st.sampled_from([None, "Math"]),
    st.frozensets(st.sampled_from(STUDENTS)),
)
scopes = st.builds(
    Scope,
    st.sampled_from([frozenset(), frozenset({"sum"}), frozenset({"iab", "sum"})]),
    statewide=st.sampled_from([False, False, True]),
    district_ids=st.frozensets(st.sampled_from(["D1", "D2"])),
    school_ids=st.frozensets(st.sampled_from(["S1", "S2", "S3"])),
    memberships=st.lists(memberships, max_size=3).map(tuple),
)


def attends(scope: Scope, row: dict[str, Any]) -> bool:
    """The rule in words of its own."""
    if not scope.assessment_types:
        return False
    if scope.statewide:
        return True
    if row["school_id"] is None:
        return False
    if row["district_id"] in scope.district_ids or row["school_id"] in scope.school_ids:
        return True
    return any(
        row["school_id"] == each.school_id and row["student_id"] in each.student_ids
        for each in scope.memberships
    )


Find = Callable[[str, Sequence[object]], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def find() -> Iterator[Find]:
    """The registered students that a predicate is true of."""
    with duckdb.connect() as database:
        database.execute("CREATE TABLE students (n INT, a VARCHAR, b VARCHAR, c VARCHAR)")
        database.execute("ALTER TABLE students RENAME a TO student_id")
        database.execute("ALTER TABLE students RENAME b TO school_id")
        database.execute("ALTER TABLE students RENAME c TO district_id")
        for number, row in enumerate(EVERY_ROW):
            database.execute("INSERT INTO students VALUES (?, ?, ?, ?)", [number, *row.values()])

        def rows(clause: str, bound: Sequence[object]) -> list[dict[str, Any]]:
            sql = " ".join(("SELECT n FROM students WHERE", clause, "ORDER BY n"))
            return [EVERY_ROW[n] for (n,) in database.execute(sql, list(bound)).fetchall()]

        yield rows


@given(scopes)
def test_the_row_check_and_the_sql_agree_with_the_rule(find: Find, scope: Scope) -> None:
    seen = [row for row in EVERY_ROW if attends(scope, row)]
    assert [row for row in EVERY_ROW if scope.enrolls(row)] == seen
    assert find(*enrolled_clause(scope)) == seen


def test_an_empty_scope_enrolls_nobody() -> None:
    assert enrolled_clause(Scope()) == ("1 = 0", ())
    assert not any(Scope().enrolls(row) for row in EVERY_ROW)


def test_a_subject_does_not_matter_to_where_a_student_is_enrolled() -> None:
    member = Membership("S1", "Math", frozenset({"st1"}))
    scope = Scope(frozenset({"iab"}), memberships=(member,))
    assert [row for row in EVERY_ROW if scope.enrolls(row)] == [
        {"student_id": "st1", "school_id": "S1", "district_id": "D1"}
    ]


def test_registrations_are_judged_by_where_students_are_and_results_by_where_they_were() -> None:
    scope = Scope(frozenset({"iab"}), school_ids=frozenset({"S1"}))
    registered = Query("q", "SELECT 1", (), ("students",), scope, Reach())
    results = Query("q", "SELECT 1", (), ("exams",), scope, Reach())
    here: dict[str, Any] = {"student_id": "st1", "school_id": "S1", "district_id": "D1"}
    taken = {**here, "asmt_type": "sum", "school_year": 2026, "subject": "ELA"}
    assert registered.admits(here)
    assert not results.admits(taken)
    assert results.admits({**taken, "asmt_type": "iab"})

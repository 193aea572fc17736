"""Scopes against an oracle of their own: who sees which row, said once more from scratch."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.access import Assignment, Group, scope_of
from cers.model.errors import InputError
from cers.model.roles import ROLES, Level, Permission, role_of
from cers.model.scope import Scope, Window
from cers.reports.scope import scope_clause

OPEN = Window(current_year=2100)
DISTRICTS = {"D1": ["S1", "S2"], "D2": ["S3"], "D3": ["S4"]}
NOTHING = {
    "LS_CORRESPONDENCE_ADMINISTRATOR",
    "LS_DATA_ENTRY",
    "TOOLS_FOR_TEACHERS_USER",
    "OPERATOR",
    "VENDOR",
}
DISTRICT_WIDE = {
    "LEA_CAASPP_COORDINATOR",
    "LEA_ELPAC_COORDINATOR",
    "SUPERINTENDENT",
    "EDUCATOR_DISTRICT",
}
SCHOOL_WIDE = {"SITE_CAASPP_COORDINATOR", "SITE_ELPAC_COORDINATOR", "EDUCATOR_TEST_SITE"}
SCHOOLS = [school for schools in DISTRICTS.values() for school in schools]
STUDENTS = [f"st{number}" for number in range(6)]

schools = st.sampled_from(SCHOOLS)
rows = st.builds(
    lambda school, student, subject, kind: {
        "school_id": school,
        "district_id": next(d for d, own in DISTRICTS.items() if school in own),
        "student_id": student,
        "subject": subject,
        "asmt_type": kind,
        "school_year": 2026,
    },
    schools,
    st.sampled_from(STUDENTS),
    st.sampled_from(["ELA", "Math"]),
    st.sampled_from(["sum", "ica", "iab"]),
)
groups = st.builds(
    Group,
    st.uuids().map(str),
    st.just("a group"),
    schools,
    st.just(2026),
    st.sampled_from([None, "ELA", "Math"]),
    st.frozensets(st.sampled_from(STUDENTS)),
)


@dataclass(frozen=True)
class Person:
    """Somebody with a role at a place, listed in some groups."""

    role: str
    place: str
    groups: tuple[Group, ...]

    @property
    def scope(self) -> Scope:
        return scope_of(Assignment(ROLES[self.role], self.place, "anything"), self.groups, OPEN)

    def sees(self, row: dict[str, Any]) -> bool:
        """The rule in words of its own."""
        if self.role in NOTHING or (
            self.role == "IA_ADMINISTRATOR_ONLY" and row["asmt_type"] == "sum"
        ):
            return False
        if self.role == "STATE_USER":
            return bool(row["asmt_type"] == "sum")
        if self.role in DISTRICT_WIDE:
            return row["school_id"] in DISTRICTS.get(self.place, [])
        if self.role in SCHOOL_WIDE:
            return bool(row["school_id"] == self.place)
        for group in self.groups:
            same_school = group.school_id == self.place == row["school_id"]
            same_subject = group.subject in (None, row["subject"])
            if same_school and same_subject and row["student_id"] in group.student_ids:
                return True
        return False


people = st.builds(
    Person,
    st.sampled_from(sorted(ROLES)),
    st.sampled_from([*DISTRICTS, *SCHOOLS, "CA", ""]),
    st.lists(groups, max_size=4).map(tuple),
)


@given(people, st.lists(rows, min_size=1, max_size=8))
def test_the_row_check_agrees_with_the_rule(person: Person, some: list[dict[str, Any]]) -> None:
    scope = person.scope
    assert [scope.covers(row) for row in some] == [person.sees(row) for row in some]


EVERY_ROW = [
    {
        "school_id": school,
        "district_id": district,
        "student_id": student,
        "subject": subject,
        "asmt_type": kind,
        "school_year": 2026,
    }
    for district, own in DISTRICTS.items()
    for school in own
    for student in STUDENTS
    for subject in ("ELA", "Math")
    for kind in ("sum", "ica", "iab")
]


Find = Callable[[str, Sequence[object]], list[int]]


@pytest.fixture(scope="module")
def find() -> Iterator[Find]:
    """The numbers of the rows that a predicate is true of."""
    with duckdb.connect() as database:
        columns = ", ".join(
            f"{name} {'INT' if name == 'school_year' else 'VARCHAR'}" for name in EVERY_ROW[0]
        )
        database.execute(f"CREATE TABLE results (n INT, {columns})")
        for number, row in enumerate(EVERY_ROW):
            values = [number, *row.values()]
            database.execute("INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?)", values)

        def numbers(clause: str, bound: Sequence[object]) -> list[int]:
            sql = " ".join(("SELECT n FROM results WHERE", clause, "ORDER BY n"))
            return [n for (n,) in database.execute(sql, list(bound)).fetchall()]

        yield numbers


@given(people)
def test_the_sql_predicate_agrees_with_the_rule(find: Find, person: Person) -> None:
    seen = [n for n, row in enumerate(EVERY_ROW) if person.sees(row)]
    assert find(*scope_clause(person.scope)) == seen


@given(people, rows)
def test_a_row_of_counts_is_covered_only_where_some_student_could_be(
    person: Person, row: dict[str, Any]
) -> None:
    counts = {name: value for name, value in row.items() if name != "student_id"}
    somebody = any(person.sees({**row, "student_id": student}) for student in STUDENTS)
    assert person.scope.covers(counts) == somebody


@given(people, schools)
def test_a_school_is_reached_exactly_where_a_row_of_it_could_be_seen(
    person: Person, school: str
) -> None:
    district = next(d for d, own in DISTRICTS.items() if school in own)
    possible = (
        person.sees(
            {
                "school_id": school,
                "district_id": district,
                "student_id": student,
                "subject": subject,
                "asmt_type": kind,
                "school_year": 2026,
            }
        )
        for student in STUDENTS
        for subject in ("ELA", "Math", "Other")
        for kind in ("sum", "iab")
    )
    assert person.scope.reaches_school(school, district) == any(possible)


@pytest.mark.parametrize(
    "scope",
    [
        Scope(),
        Scope(frozenset({"sum"})),
        Scope(frozenset(), statewide=True),
        Scope(frozenset(), district_ids=frozenset({"D1"})),
    ],
)
def test_an_empty_scope_reaches_nothing(scope: Scope) -> None:
    row = {
        "school_id": "S1",
        "district_id": "D1",
        "subject": "ELA",
        "asmt_type": "sum",
        "school_year": 2026,
    }
    assert scope.is_empty
    assert not scope.covers({**row, "student_id": "st1"})
    assert not scope.reaches_school("S1", "D1")
    assert scope_clause(scope) == ("1 = 0", ())


def test_a_teacher_without_groups_has_an_empty_scope() -> None:
    assignment = Assignment(ROLES["TEST_ADMINISTRATOR"], "S1", "A school")
    empty = Group("g", "Nobody", "S1", 2026, None, frozenset())
    assert scope_of(assignment, [], OPEN).is_empty
    assert scope_of(assignment, [empty], OPEN).is_empty


def test_only_state_users_are_limited_to_summative_results() -> None:
    limited = {code for code, role in ROLES.items() if role.assessment_types == {"sum"}}
    assert limited == {"STATE_USER"}


def test_no_role_manages_what_lies_above_its_own_place() -> None:
    teacher = ROLES["TEST_ADMINISTRATOR"]
    assert Permission.INDIVIDUAL_RESULTS not in teacher.permissions
    assert {role.level for role in ROLES.values()} == set(Level)
    site = {p for c, r in ROLES.items() if c.startswith("SITE_") for p in r.permissions}
    assert Permission.REVIEW_RESULTS not in site


def test_an_assignments_id_depends_on_role_and_place_alone() -> None:
    first = Assignment(ROLES["LEA_CAASPP_COORDINATOR"], "D1", "Old name")
    renamed = Assignment(ROLES["LEA_CAASPP_COORDINATOR"], "D1", "New name")
    elsewhere = Assignment(ROLES["LEA_CAASPP_COORDINATOR"], "D2", "Old name")
    other = Assignment(ROLES["LEA_ELPAC_COORDINATOR"], "D1", "Old name")
    assert first.id == renamed.id
    assert len({first.id, elsewhere.id, other.id}) == 3


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(InputError, match="STATE_USER"):
        role_of("SUPERUSER")

"""From SQL files to queries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.access import Membership, Scope
from cers.model.query import Reach
from cers.reports.question import ask

DISTRICT = Scope(frozenset({"sum", "iab"}), district_ids=frozenset({"D1"}))
VALUES = {
    "school_year": 2026,
    "asmt_type": "sum",
    "school_id": "S1",
    "assessment_id": "A1",
}


def test_tokens_become_placeholders_with_their_values_in_order() -> None:
    query = ask("school_results", DISTRICT, Reach(), VALUES)
    assert query.sql.count("?") == len(query.values)
    assert query.values == ("iab", "sum", "D1", 2026, "sum", "S1", "A1")
    assert ":" not in query.sql
    assert query.tables == ("exams",)


def test_the_predicate_of_the_scope_stands_in_the_query() -> None:
    sql = ask("school_results", DISTRICT, Reach(), VALUES).sql
    assert "WHERE (asmt_type IN (?, ?) AND (district_id IN (?)))" in sql
    assert "AND NOT deleted" in sql


def test_within_an_empty_scope_nothing_is_found() -> None:
    assert "WHERE 1 = 0" in ask("school_results", Scope(), Reach(), VALUES).sql


@given(
    st.text(max_size=20),
    st.frozensets(st.text(max_size=8), min_size=1, max_size=3),
)
def test_whatever_a_value_says_the_sql_stays_the_same(text: str, students: frozenset[str]) -> None:
    plain = Scope(frozenset({"sum"}), memberships=(Membership("S1", "Math", students),))
    odd = Scope(frozenset({"sum"}), memberships=(Membership(text, text, students),))
    values = {**VALUES, "assessment_id": text, "school_id": text}
    query = ask("school_results", odd, Reach(), values)
    assert query.sql == ask("school_results", plain, Reach(), VALUES).sql
    assert query.values.count(text) >= 4


@pytest.mark.parametrize("values", [{}, {"school_id": "S1"}, {**VALUES, "more": "x"}])
def test_values_that_do_not_fit_the_file_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"school_results\.sql takes"):
        ask("school_results", DISTRICT, Reach(), values)

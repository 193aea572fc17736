"""From SQL files to queries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.query import Reach
from cers.model.scope import Membership, Scope, Window
from cers.reports.clauses import EVERYTHING, compared
from cers.reports.question import ask

DISTRICT = Scope(
    frozenset({"sum", "iab"}), district_ids=frozenset({"D1"}), window=Window(current_year=2026)
)
VALUES = {"school_year": 2026, "asmt_type": "sum", "assessment_id": "A1"}
CLAUSES = {"population": compared("school_id", "=", "S1"), "filters": EVERYTHING}


def test_tokens_become_placeholders_with_their_values_in_order() -> None:
    query = ask("results", DISTRICT, Reach(), VALUES, CLAUSES)
    assert query.sql.count("?") == len(query.values)
    assert query.values == ("iab", "sum", "sum", 2026, "D1", 2026, "sum", "S1", "A1")
    assert ":" not in query.sql
    assert query.tables == ("exams",)


def test_the_predicate_of_the_scope_stands_in_the_query() -> None:
    sql = ask("results", DISTRICT, Reach(), VALUES, CLAUSES).sql
    opened = "(asmt_type <> ? OR school_year < ?)"
    assert f"WHERE (asmt_type IN (?, ?) AND {opened} AND (district_id IN (?)))" in sql
    assert "AND NOT deleted" in sql


def test_within_an_empty_scope_nothing_is_found() -> None:
    assert "WHERE 1 = 0" in ask("results", Scope(), Reach(), VALUES, CLAUSES).sql


@given(
    st.text(max_size=20),
    st.frozensets(st.text(max_size=8), min_size=1, max_size=3),
)
def test_whatever_a_value_says_the_sql_stays_the_same(text: str, students: frozenset[str]) -> None:
    plain = Scope(frozenset({"sum"}), memberships=(Membership("S1", "Math", students),))
    odd = Scope(frozenset({"sum"}), memberships=(Membership(text, text, students),))
    values = {**VALUES, "assessment_id": text}
    clauses = {**CLAUSES, "population": compared("school_id", "=", text)}
    query = ask("results", odd, Reach(), values, clauses)
    assert query.sql == ask("results", plain, Reach(), VALUES, CLAUSES).sql
    assert query.values.count(text) >= 4


@pytest.mark.parametrize("values", [{}, {"assessment_id": "A1"}, {**VALUES, "more": "x"}])
def test_values_that_do_not_fit_the_file_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"results\.sql takes"):
        ask("results", DISTRICT, Reach(), values, CLAUSES)

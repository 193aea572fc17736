"""Availability against an oracle of its own: what is open to whom, said once more from scratch."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.availability import (
    EVERY_DISTRICT,
    Availability,
    ReportKind,
    Slice,
    Statement,
    Statements,
)
from cers.model.scope import Opening, Scope, Window
from cers.reports.scope import scope_clause

CURRENT = 2026
YEARS = [2024, 2025, 2026, 2027]
SUBJECTS = ["ELA", "Math"]
DISTRICTS = ["D1", "D2", "D3"]
TYPES = frozenset({"sum", "ica", "iab"})
START = datetime(2026, 5, 1, tzinfo=UTC)

LOADING, REVIEWING, RELEASED = Availability
INDIVIDUAL, AGGREGATE = ReportKind


@dataclass(frozen=True)
class Said:
    """Somebody said something of some results; `minute` is when."""

    minute: int
    year: int
    subject: str
    kind: ReportKind
    district: str
    status: Availability


saids = st.lists(
    st.builds(
        Said,
        st.integers(0, 6),
        st.sampled_from(YEARS),
        st.sampled_from(SUBJECTS),
        st.sampled_from(ReportKind),
        st.sampled_from([EVERY_DISTRICT, *DISTRICTS]),
        st.sampled_from(Availability),
    ),
    max_size=12,
)


def statements(said: Sequence[Said]) -> Statements:
    """What is kept of it: of each slice the last."""
    kept: dict[Slice, Statement] = {}
    for each in said:
        here = Slice(each.year, each.subject, each.kind, each.district)
        kept[here] = Statement(each.status, START + timedelta(minutes=each.minute))
    return Statements(CURRENT, kept)


def stands(
    said: Sequence[Said], year: int, subject: str, kind: ReportKind, district: str
) -> Availability:
    """How results stand, in words of its own: walk through all that was said, in time."""
    if year < CURRENT:
        return RELEASED
    last: dict[str, Said] = {}
    for each in said:
        if (each.year, each.subject, each.kind) == (year, subject, kind):
            last[each.district] = each
    general, own = last.get(EVERY_DISTRICT), last.get(district)
    if general is None and own is None:
        return LOADING
    if general is None or (own is not None and own.minute >= general.minute):
        assert own is not None
        return own.status
    return general.status


def opens(status: Availability, in_review: bool) -> bool:
    return status == RELEASED or (status == REVIEWING and in_review)


EVERY_ROW = [
    {
        "asmt_type": kind,
        "school_year": year,
        "subject": subject,
        "district_id": district,
        "school_id": f"{district}-S",
        "student_id": f"{district}-st",
    }
    for kind in ("sum", "ica", "iab")
    for year in YEARS
    for subject in SUBJECTS
    for district in DISTRICTS
]


def is_open(said: Sequence[Said], kind: ReportKind, in_review: bool, row: dict[str, Any]) -> bool:
    """Whether a result may be shown, in words of its own."""
    if row["asmt_type"] != "sum":
        return True
    place = row["school_year"], row["subject"], kind, row["district_id"]
    return opens(stands(said, *place), in_review)


@given(saids)
def test_results_stand_as_the_last_word_says(said: list[Said]) -> None:
    kept = statements(said)
    for year in YEARS:
        for subject in SUBJECTS:
            for kind in ReportKind:
                for district in (*DISTRICTS, "D9"):
                    expected = stands(said, year, subject, kind, district)
                    assert kept.of(year, subject, kind, district) == expected


@given(saids, st.sampled_from(ReportKind), st.booleans())
def test_a_window_admits_exactly_what_is_open(
    said: list[Said], kind: ReportKind, in_review: bool
) -> None:
    window = statements(said).window(kind, in_review=in_review)
    for row in EVERY_ROW:
        assert window.admits(row) == is_open(said, kind, in_review, row)


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
            database.execute(
                "INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?)", [number, *row.values()]
            )

        def numbers(clause: str, bound: Sequence[object]) -> list[int]:
            sql = " ".join(("SELECT n FROM results WHERE", clause, "ORDER BY n"))
            return [n for (n,) in database.execute(sql, list(bound)).fetchall()]

        yield numbers


@given(
    saids,
    st.booleans(),
    st.sampled_from([frozenset({"D1"}), frozenset({"D1", "D3"}), None]),
    st.sampled_from([TYPES, frozenset({"sum"}), frozenset({"iab"})]),
)
def test_the_sql_predicate_and_the_row_check_agree_with_the_rule(
    find: Find,
    said: list[Said],
    in_review: bool,
    districts: frozenset[str] | None,
    types: frozenset[str],
) -> None:
    window = statements(said).window(INDIVIDUAL, in_review=in_review)
    scope = Scope(
        types,
        statewide=districts is None,
        district_ids=districts or frozenset(),
        window=window,
    )
    expected = [
        n
        for n, row in enumerate(EVERY_ROW)
        if row["asmt_type"] in types
        and (districts is None or row["district_id"] in districts)
        and is_open(said, INDIVIDUAL, in_review, row)
    ]
    assert [n for n, row in enumerate(EVERY_ROW) if scope.covers(row)] == expected
    assert find(*scope_clause(scope)) == expected


@given(saids)
def test_one_district_alone_sees_what_all_districts_together_say_of_it(said: list[Said]) -> None:
    everything = statements(said)
    for district in DISTRICTS:
        mine = Statements(
            CURRENT,
            {k: v for k, v in everything.by_slice.items() if k.district_id in ("*", district)},
        )
        for row in EVERY_ROW:
            if row["district_id"] == district:
                whole = everything.window(INDIVIDUAL, in_review=False).admits(row)
                assert mine.window(INDIVIDUAL, in_review=False).admits(row) == whole


@given(saids, st.sampled_from(ReportKind))
def test_who_reviews_sees_all_that_others_see(said: list[Said], kind: ReportKind) -> None:
    kept = statements(said)
    reviewed, released = (kept.window(kind, in_review=each) for each in (True, False))
    assert all(reviewed.admits(row) for row in EVERY_ROW if released.admits(row))


def test_what_nobody_spoke_of_is_shut_and_earlier_years_are_open() -> None:
    window = Statements(CURRENT).window(INDIVIDUAL, in_review=True)
    assert window == Window(CURRENT)
    shut = [row for row in EVERY_ROW if not window.admits(row)]
    assert {(row["asmt_type"], row["school_year"]) for row in shut} == {
        ("sum", 2026),
        ("sum", 2027),
    }


def test_a_window_of_nothing_opens_no_summative_result_at_all() -> None:
    assert not any(Window().admits(row) for row in EVERY_ROW if row["asmt_type"] == "sum")


def test_what_the_state_releases_a_district_may_hold_back_and_the_other_way_round() -> None:
    state = Said(1, 2026, "ELA", INDIVIDUAL, EVERY_DISTRICT, RELEASED)
    district = Said(2, 2026, "ELA", INDIVIDUAL, "D1", REVIEWING)
    window = statements([state, district]).window(INDIVIDUAL, in_review=False)
    assert window.openings == (Opening(2026, "ELA", None, frozenset({"D1"})),)

    later = Said(3, 2026, "ELA", INDIVIDUAL, EVERY_DISTRICT, REVIEWING)
    own = Said(4, 2026, "ELA", INDIVIDUAL, "D2", RELEASED)
    window = statements([state, district, later, own]).window(INDIVIDUAL, in_review=False)
    assert window.openings == (Opening(2026, "ELA", frozenset({"D2"})),)


def test_individual_and_aggregate_reports_are_released_apart() -> None:
    said = statements([Said(1, 2026, "ELA", AGGREGATE, "D1", RELEASED)])
    row = {"asmt_type": "sum", "school_year": 2026, "subject": "ELA", "district_id": "D1"}
    assert said.window(AGGREGATE, in_review=False).admits(row)
    assert not said.window(INDIVIDUAL, in_review=True).admits(row)


def test_of_two_words_at_the_same_moment_the_districts_own_counts() -> None:
    both = [
        Said(1, 2026, "ELA", INDIVIDUAL, EVERY_DISTRICT, RELEASED),
        Said(1, 2026, "ELA", INDIVIDUAL, "D1", LOADING),
    ]
    for said in (both, both[::-1]):
        assert statements(said).of(2026, "ELA", INDIVIDUAL, "D1") == LOADING
        assert statements(said).of(2026, "ELA", INDIVIDUAL, "D2") == RELEASED

"""Who may compare with what, what they know anyway, and how long a count holds."""

from datetime import UTC, datetime, timedelta

import pytest

from cers.model.access import Assignment, Group
from cers.model.comparison import (
    LIFETIME,
    RETRY_AFTER,
    Count,
    Knowledge,
    RowKind,
    is_partly_open,
    knowledge_of,
    may_compare,
    narrowed,
)
from cers.model.roles import ROLES
from cers.model.scope import Opening, Window

AGGREGATES = {
    "STATE_USER",
    "SUPERINTENDENT",
    "LEA_CAASPP_COORDINATOR",
    "LEA_ELPAC_COORDINATOR",
    "EDUCATOR_DISTRICT",
    "SITE_CAASPP_COORDINATOR",
    "SITE_ELPAC_COORDINATOR",
    "EDUCATOR_TEST_SITE",
}
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def held(role: str, organization: str) -> Assignment:
    return Assignment(ROLES[role], organization, "Somewhere")


def group(school: str, subject: str | None, *students: str) -> Group:
    return Group(f"{school}-{subject}", "A group", school, 2026, subject, frozenset(students))


@pytest.mark.parametrize("role", ROLES)
def test_interim_results_are_compared_by_those_who_make_aggregate_reports(role: str) -> None:
    for interim in ("ica", "iab"):
        for kind in (RowKind.SCHOOL, RowKind.DISTRICT):
            assert may_compare(held(role, "X"), kind, interim) == (role in AGGREGATES)
        assert not may_compare(held(role, "X"), RowKind.STATE, interim)


@pytest.mark.parametrize("role", ROLES)
def test_summative_results_are_compared_by_everybody(role: str) -> None:
    assert all(may_compare(held(role, "X"), kind, "sum") for kind in RowKind)


def test_what_somebody_knows_is_added_up_over_their_assignments() -> None:
    assignments = [
        held("LEA_CAASPP_COORDINATOR", "D9"),
        held("SITE_CAASPP_COORDINATOR", "S8"),
        held("TEST_ADMINISTRATOR", "S1"),
        held("EDUCATOR_ROSTER", "S2"),
    ]
    groups = [
        group("S1", "Math", "a", "b"),
        group("S1", None, "b", "c"),
        group("S1", "ELA", "d"),
        group("S2", "Math", "e"),
        group("S3", "Math", "f"),
    ]
    known = knowledge_of(assignments, groups, "sum", "Math")
    assert known == Knowledge(
        statewide=False,
        district_ids=frozenset({"D9"}),
        school_ids=frozenset({"S8"}),
        students={"S1": frozenset("abc"), "S2": frozenset("e")},
        schools=frozenset({"S8", "S1", "S2"}),
    )
    assert known.knows_school("S8", "D1") and known.knows_school("S7", "D9")
    assert not known.knows_school("S1", "D1") and not known.knows_district("D1")


def test_what_a_role_never_sees_is_not_known_by_it() -> None:
    interim = [held("IA_ADMINISTRATOR_ONLY", "S1")]
    assert knowledge_of(interim, [group("S1", None, "a")], "sum", "Math") == Knowledge()
    state = [held("STATE_USER", "CA")]
    assert not knowledge_of(state, [], "iab", "Math").statewide
    assert knowledge_of(state, [], "sum", "Math").knows_district("D1")
    assert knowledge_of([held("VENDOR", "v")], [], "sum", "Math") == Knowledge()


def test_a_window_is_narrowed_to_a_year_and_subject() -> None:
    math = Opening(2026, "Math", None, frozenset({"D2"}))
    window = Window(2026, (math, Opening(2026, "ELA"), Opening(2027, "Math")))
    assert narrowed(window, 2026, "Math") == Window(2026, (math,))
    assert narrowed(window, 2025, "Math") == Window(2026)


@pytest.mark.parametrize(
    ("opening", "partly"),
    [
        (Opening(2026, "Math"), False),
        (Opening(2026, "Math", None, frozenset({"D2"})), True),
        (Opening(2026, "Math", frozenset({"D1"})), True),
        (None, False),
    ],
)
def test_a_state_is_partly_released_where_districts_are_held_back(
    opening: Opening | None, partly: bool
) -> None:
    window = Window(2026, (opening,) if opening else ())
    assert is_partly_open(window, 2026) == partly
    assert not is_partly_open(window, 2025)


def test_a_count_holds_for_its_snapshot_while_its_results_are_kept() -> None:
    count = Count("n", "2026-sum/s1", "q1", 0, NOW)
    assert count.holds("2026-sum/s1", NOW + LIFETIME - timedelta(seconds=1))
    assert not count.holds("2026-sum/s1", NOW + LIFETIME)
    assert not count.holds("2026-sum/s2", NOW)
    assert not count.may_be_tried_again(NOW + RETRY_AFTER - timedelta(seconds=1))
    assert count.may_be_tried_again(NOW + RETRY_AFTER)

"""How the bundles of a batch are shared among invocations."""

from hypothesis import given
from hypothesis import strategies as st

from cers.runtime.turns import BYTES, RESERVE_SECONDS, UNKNOWN_BYTES, Turns

PLENTY = RESERVE_SECONDS + 1


def turns(*sizes: int | None, time_left: float = PLENTY) -> Turns:
    return Turns({str(place): size for place, size in enumerate(sizes)}, lambda: time_left)


def test_small_deliveries_are_all_processed_by_one_invocation() -> None:
    made = turns(*[1000] * 400)
    assert all(made.begin(str(place)) for place in range(400))


def test_large_ones_are_left_to_others_from_the_start() -> None:
    made = turns(BYTES // 2, BYTES, 1, None)
    assert [made.is_for_others(str(place)) for place in range(4)] == [False, False, True, True]
    assert [made.begin(str(place)) for place in range(4)] == [True, True, False, False]


def test_a_size_nobody_told_counts_as_some() -> None:
    made = turns(*[None] * (BYTES // UNKNOWN_BYTES + 3))
    assert sum(made.is_for_others(str(n)) for n in range(BYTES // UNKNOWN_BYTES + 3)) == 3


def test_the_first_is_begun_however_little_time_is_left_and_no_other() -> None:
    made = turns(1, 1, time_left=5)
    assert made.begin("0")
    assert not made.begin("1")


@given(st.lists(st.one_of(st.none(), st.integers(0, 10 * BYTES)), min_size=1))
def test_somebody_always_has_a_turn(sizes: list[int | None]) -> None:
    made = turns(*sizes, time_left=0)
    assert any(made.begin(str(place)) for place in range(len(sizes)))

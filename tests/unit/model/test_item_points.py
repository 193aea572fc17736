"""Points, traits, options and difficulty of items."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.item_difficulty import Difficulty, difficulty
from cers.model.item_points import (
    chosen,
    correctness,
    has_results,
    points,
    to_percent,
    to_tenth,
    transformed_points,
)
from cers.model.subject import DifficultyCuts

# ELA, grade 3, as subject definitions have it.
CUTS = (DifficultyCuts("03", -1.93882, -0.43906), DifficultyCuts("04", 9.0, 10.0))


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        (-3.0, Difficulty.EASY),
        (-1.938821, Difficulty.EASY),
        (-1.93882, Difficulty.MODERATE),
        (-0.439061, Difficulty.MODERATE),
        (-0.43906, Difficulty.DIFFICULT),
        (5.0, Difficulty.DIFFICULT),
        (None, None),
    ],
)
def test_difficulty_begins_at_its_cut(parameter: float | None, expected: Difficulty | None) -> None:
    assert difficulty(parameter, "03", CUTS) is expected


def test_without_cuts_for_the_grade_there_is_no_difficulty() -> None:
    assert difficulty(0.0, "05", CUTS) is None
    assert difficulty(0.0, "03", ()) is None


@pytest.mark.parametrize(
    ("kind", "year", "shown"),
    [
        ("iab", 2018, True),
        ("ica", 2026, True),
        ("iab", 2017, False),
        ("ica", 2016, False),
        ("sum", 2026, False),
    ],
)
def test_results_by_item_are_interim_from_2018_on(kind: str, year: int, shown: bool) -> None:
    assert has_results(kind, year) is shown


def test_minus_one_is_no_score() -> None:
    assert [points(each) for each in (None, -1.0, 0.0, 0.5, 2.0)] == [None, None, 0.0, 0.5, 2.0]


def test_correctness_is_the_share_of_the_points() -> None:
    assert correctness(1.0, 2.0) == 0.5
    assert correctness(0.0, 2.0) == 0.0
    assert correctness(None, 2.0) is None
    assert correctness(1.0, None) is None
    assert correctness(0.0, 0.0) is None


@pytest.mark.parametrize(
    ("evidence", "organization", "conventions", "expected"),
    [
        (4, 4, 2, 6),
        (2, 2, 1, 3),
        # The sample ICA delivers 5 points for these: the half is rounded up.
        (2, 3, 2, 5),
        (3, 2, 2, 5),
        (1, 2, 0, 2),
        (0, 0, 0, 0),
        (0, 1, 0, 1),
        (None, 3, 2, None),
        (3, None, 2, None),
        (3, 3, None, None),
    ],
)
def test_transformed_points(
    evidence: float | None,
    organization: float | None,
    conventions: float | None,
    expected: float | None,
) -> None:
    assert transformed_points(evidence, organization, conventions) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("B", "B"),
        (" B ", "B"),
        ("A,C", "AC"),
        ("C, A", "AC"),
        ("A;C", "AC"),
        ("A,A", "A"),
        ("ABF", "ABF"),
        ("", ""),
        (None, ""),
        ("Hand", ""),
        ("qrx", ""),
        ("b", ""),
        ("3", ""),
        ("A,", ""),
        ("<p>A</p>", ""),
    ],
)
def test_options_chosen(text: str | None, expected: str) -> None:
    assert chosen(text) == set(expected)


@given(st.permutations("ABCDEF"), st.integers(1, 6), st.sampled_from([",", ";", " ", ", ", "|"]))
def test_the_order_of_options_makes_no_difference(
    letters: list[str], count: int, between: str
) -> None:
    some = letters[:count]
    assert chosen(between.join(some)) == set(some) == chosen(between.join(sorted(some)))


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_means_and_shares_round_a_half_up(total: int, count: int) -> None:
    exact = Fraction(10 * total, count)
    whole, rest = divmod(exact, 1)
    tenths = whole + (rest >= Fraction(1, 2))
    assert to_tenth(float(total), count) == float(tenths) / 10
    part = min(total, count)
    whole, rest = divmod(Fraction(100 * part, count), 1)
    assert to_percent(part, count) == whole + (rest >= Fraction(1, 2))


def test_of_nothing_there_is_no_mean_and_no_share() -> None:
    assert to_tenth(0.0, 0) is None
    assert to_percent(0, 0) == 0

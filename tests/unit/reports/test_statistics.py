"""The figures of a report, against exact arithmetic."""

import statistics as exact
from fractions import Fraction
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.statistics import Average, Band, average, error_band, percentages

scores = st.floats(1000, 3500, allow_nan=False)
counts = st.lists(st.integers(0, 5000), max_size=8)


def test_of_no_scores_there_is_no_average() -> None:
    assert average([]) == Average(None, None)


def test_of_one_score_there_is_no_standard_error() -> None:
    assert average([2501.0]) == Average(2501.0, None)


def test_of_equal_scores_the_standard_error_is_zero() -> None:
    assert average([2500.0] * 4) == Average(2500.0, 0.0)


@given(st.lists(scores, min_size=2, max_size=60))
def test_average_and_standard_error_are_those_of_exact_arithmetic(some: list[float]) -> None:
    figures = average(some)
    expected_error = exact.stdev(some) / sqrt(len(some))
    assert isclose(figures.scale_score or 0, exact.mean(some), rel_tol=1e-12)
    assert isclose(figures.standard_error or 0, expected_error, rel_tol=1e-9, abs_tol=1e-9)


@given(counts)
def test_percentages_add_up_to_100_unless_nothing_was_counted(some: list[int]) -> None:
    assert sum(percentages(some)) == (100 if sum(some) else 0)


@given(counts)
def test_no_percentage_is_a_whole_point_off(some: list[int]) -> None:
    total = sum(some)
    for count, share in zip(some, percentages(some), strict=True):
        assert abs(share - (Fraction(100 * count, total) if total else 0)) < 1


@given(counts)
def test_nothing_counted_is_zero_percent_and_more_is_never_less(some: list[int]) -> None:
    shares = percentages(some)
    for count, share in zip(some, shares, strict=True):
        assert count or share == 0
        for other, its_share in zip(some, shares, strict=True):
            assert count <= other or share >= its_share


@pytest.mark.parametrize(
    ("some", "shares"),
    [
        ([], []),
        ([0, 0], [0, 0]),
        ([7], [100]),
        ([1, 1, 1], [34, 33, 33]),
        ([1, 2, 3], [17, 33, 50]),
        ([1, 1, 4], [17, 17, 66]),
        ([2, 2, 1, 4], [22, 22, 11, 45]),
    ],
)
def test_the_missing_points_go_to_the_largest_remainders(
    some: list[int], shares: list[int]
) -> None:
    assert percentages(some) == shares


def test_an_error_band_reaches_one_standard_error_to_each_side() -> None:
    assert error_band(2500.0, 21.0) == Band(2479.0, 2521.0)
    assert error_band(None, 21.0) is None
    assert error_band(2500.0, None) is None

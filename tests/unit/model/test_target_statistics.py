"""Residuals: means, standard errors, and the verdicts they lead to."""

import statistics
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.target_statistics import Relative, Sums, from_sums, judge

RESIDUALS = st.floats(-3, 3, allow_nan=False).map(lambda value: round(value, 4))


@pytest.mark.parametrize(
    ("residuals", "verdict"),
    [
        ([], Relative.NO_RESULTS),
        ([None, None], Relative.NO_RESULTS),
        ([0.0], Relative.INSUFFICIENT_DATA),
        ([2.5, None], Relative.INSUFFICIENT_DATA),
        # Of two residuals the standard error is half their distance.
        ([0.25, 0.25], Relative.ABOVE),
        ([-0.25, -0.25], Relative.BELOW),
        ([0.0, 0.25], Relative.ABOVE),
        ([0.0, -0.25], Relative.BELOW),
        ([-0.125, 0.25], Relative.NEAR),
        ([-0.125, 0.125], Relative.NEAR),
        ([0.0, 0.5], Relative.INSUFFICIENT_DATA),
        ([0.0, 0.0], Relative.ABOVE),
    ],
)
def test_few_residuals(residuals: list[float | None], verdict: Relative) -> None:
    assert Sums.of(residuals).relative is verdict


@pytest.mark.parametrize(
    ("mean", "error", "verdict"),
    [
        (0.2, 0.2, Relative.ABOVE),
        (-0.2, 0.2, Relative.BELOW),
        (0.19, 0.2, Relative.NEAR),
        (-0.19, 0.2, Relative.NEAR),
        (5.0, 0.2000001, Relative.INSUFFICIENT_DATA),
        (0.05, 0.05, Relative.ABOVE),
        (-0.05, 0.05, Relative.BELOW),
        (0.0, 0.0, Relative.ABOVE),
        (0.5, None, Relative.INSUFFICIENT_DATA),
        (None, None, Relative.NO_RESULTS),
    ],
)
def test_a_mean_is_judged_by_its_standard_error(
    mean: float | None, error: float | None, verdict: Relative
) -> None:
    assert judge(40, mean, error) is verdict


def test_a_standard_error_of_exactly_a_fifth_is_judged() -> None:
    # 25 residuals, half of them a whole below and above one in the middle: deviation 1 over 5.
    residuals = [3.0, *[4.0] * 12, *[2.0] * 12]
    mean = from_sums(25, sum(residuals), sum(each**2 for each in residuals))
    assert mean == (25, 3.0, 0.2)
    assert judge(*mean) is Relative.ABOVE


def test_nothing_has_no_mean_and_one_no_error() -> None:
    assert from_sums(0, 0.0, 0.0) == (0, None, None)
    assert from_sums(1, 0.5, 0.25) == (1, 0.5, None)


@given(st.lists(RESIDUALS, min_size=2, max_size=60))
def test_sums_give_the_mean_and_its_error(residuals: list[float]) -> None:
    sums = Sums.of(residuals)
    n, mean, error = from_sums(sums.n, sums.total, sums.squares)
    assert n == len(residuals)
    assert mean is not None
    assert error is not None
    assert isclose(mean, statistics.fmean(residuals), abs_tol=1e-12)
    expected = statistics.stdev(residuals) / sqrt(n)
    assert isclose(error, expected, rel_tol=1e-6, abs_tol=1e-7)


@given(st.lists(st.one_of(RESIDUALS, st.none())), st.lists(st.one_of(RESIDUALS, st.none())))
def test_sums_of_parts_add_up(one: list[float | None], other: list[float | None]) -> None:
    added, whole = Sums.of(one) + Sums.of(other), Sums.of([*one, *other])
    assert added.n == whole.n
    assert isclose(added.total, whole.total, abs_tol=1e-9)
    assert isclose(added.squares, whole.squares, abs_tol=1e-9)


@given(st.lists(RESIDUALS, max_size=40))
def test_the_opposite_residuals_lead_to_the_opposite_verdict(residuals: list[float]) -> None:
    opposite = {Relative.ABOVE: Relative.BELOW, Relative.BELOW: Relative.ABOVE}
    verdict = Sums.of(residuals).relative
    turned = Sums.of([-each for each in residuals]).relative
    if set(residuals) != {0.0}:
        assert turned is opposite.get(verdict, verdict)
